# Shared by bin/run and bin/test: Python, Debian packages, .venv and hash-locked requirements.
# Sourced, never run. Expects AKAR (the repository's folder).

berhenti() { printf '%s\n' "$@" >&2; exit 1; }

cari_python() {
  local calon
  for calon in python3.11 python3.12 python3.13 python3; do
    if command -v "$calon" >/dev/null && "$calon" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      PYTHON=$(command -v "$calon"); return
    fi
  done
  berhenti "Python 3.11 atau lebih baru tidak ditemukan. Pasang dahulu: sudo apt-get install -y python3"
}

# Installs the Debian packages that are missing; without root says the one line to type and stops.
pasang_paket() {
  local paket kurang=()
  command -v dpkg-query >/dev/null || { echo "Bukan Debian: pastikan Pango, pangoft2 dan harfbuzz-subset terpasang." >&2; return 0; }
  for paket in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$paket" 2>/dev/null)" = installed ] || kurang+=("$paket")
  done
  [ ${#kurang[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    berhenti "Paket Debian belum lengkap. Ketik satu baris ini, lalu ulangi perintah tadi:" \
      "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${kurang[*]}"
  fi
  echo "Memasang paket Debian: ${kurang[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${kurang[@]}"; } \
    >/dev/null || berhenti "apt-get gagal memasang: ${kurang[*]}. Periksa sambungan jaringan, lalu ulangi."
}

# pasang_pustaka base|dev: nothing to do when the stamp holds the lock's hash (dev contains base).
pasang_pustaka() {
  local kunci="$AKAR/requirements/$1.txt" cap="$AKAR/.venv/.terpasang" hash py="$AKAR/.venv/bin/python"
  hash="$1 $(sha256sum <"$kunci" | cut -d' ' -f1)"
  if [ -x "$py" ] && [ -f "$cap" ] && "$py" -c '' 2>/dev/null; then
    grep -qxF "$hash" "$cap" && return 0
    [ "$1" = base ] && grep -qxF "dev $(sha256sum <"$AKAR/requirements/dev.txt" | cut -d' ' -f1)" "$cap" && return 0
  fi
  echo "Memasang pustaka Python (requirements/$1.txt, terkunci dengan hash) …"
  if command -v uv >/dev/null; then
    "$py" -c '' 2>/dev/null || uv venv -q --clear --python "$PYTHON" "$AKAR/.venv"
    uv pip install -q --require-hashes --python "$py" -r "$kunci" || berhenti "Pemasangan pustaka gagal; lihat pesan di atas."
  else
    "$py" -c '' 2>/dev/null || "$PYTHON" -m venv --clear "$AKAR/.venv" \
      || berhenti "Lingkungan Python tidak dapat dibuat. Pasang dahulu: sudo apt-get install -y python3-venv"
    "$py" -m pip install -qq --disable-pip-version-check --require-hashes -r "$kunci" \
      || berhenti "Pemasangan pustaka gagal; lihat pesan di atas."
  fi
  if [ "$1" = dev ]; then printf '%s\n' "$hash" >"$cap"; else printf '%s\n' "$hash" >>"$cap"; fi
}

PAKET_JALAN=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
PAKET_UJI=(chromium poppler-utils qpdf libnss3-tools postgresql redis-server libreoffice-calc-nogui)

siapkan() {  # siapkan base|dev
  export LC_ALL=${LC_ALL:-C.UTF-8} PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=${PYTHONDONTWRITEBYTECODE:-}
  local paket=("${PAKET_JALAN[@]}")
  [ "$1" = dev ] && paket+=("${PAKET_UJI[@]}")
  command -v python3 >/dev/null || pasang_paket python3 python3-venv
  cari_python
  command -v uv >/dev/null || "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || paket+=(python3-venv)
  pasang_paket "${paket[@]}"
  pasang_pustaka "$1"
}
