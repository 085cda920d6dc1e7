"""The archive: full text of letters and signed reports, and how long each file is kept."""
