# What the tests start, each program with its Debian package: installed where that may be (root, apt), else named, and the end.
# Read by scripts/test.

# Debian keeps servers in sbin, which an ordinary user's path may lack.
PATH=$PATH:/usr/sbin:/usr/local/sbin

missing() {
  while read -r program package; do
    command -v "$program" >/dev/null || printf '%s ' "$package"
  done <<LIST
mvn maven
python3 python3
node nodejs
npm npm
curl curl
openssl openssl
promtool prometheus
chromium chromium
nghttp nghttp2-client
nghttpd nghttp2-server
redis-server redis-server
redis-cli redis-tools
memcached memcached
LIST
}

absent=$(missing)
if [ -n "$absent" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "installing $absent"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # a list of words
  { apt-get update -q && apt-get install -y -q --no-install-recommends $absent; } >/dev/null
  absent=$(missing)
fi
[ -z "$absent" ] || { echo "The tests need these packages, install them: $absent" >&2; exit 1; }

node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || {
  echo "The tests drive the demo model with the vendors' SDKs, which need Node.js 20 or newer; this is $(node --version)." >&2
  exit 1
}
