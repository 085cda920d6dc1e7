"""What one person did for the SOP in some months: for the linked SOP Evaluasi Kinerja Pegawai."""
