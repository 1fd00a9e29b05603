#!/usr/bin/env bash
# What the tests need beyond npm, on Debian and its kin: pseudo-terminals (socat), the HID library, a second MQTT broker,
# certificates (openssl),
# a C compiler (power cuts are recorded by a small preloaded library), a browser for the pictures. Does nothing where all of it is there; without apt it says what to install by hand.
set -euo pipefail

packages=()
command -v socat >/dev/null || packages+=(socat)
ldconfig -p 2>/dev/null | grep -q 'libusb-1.0.so.0' || packages+=(libusb-1.0-0)
[ -x /usr/sbin/mosquitto ] || command -v mosquitto >/dev/null || packages+=(mosquitto)
command -v openssl >/dev/null || packages+=(openssl)
command -v cc >/dev/null || packages+=(gcc libc6-dev)
command -v chromium >/dev/null || packages+=(chromium)

[ ${#packages[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Install by hand: ${packages[*]}" >&2
  exit 0
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
