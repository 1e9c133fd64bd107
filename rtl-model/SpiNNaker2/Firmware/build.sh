#!/usr/bin/env bash
# Rebuilds the images of this folder, or into another folder: build.sh [FOLDER].
# Needs arm-none-eabi-gcc 12.2 (Debian: gcc-arm-none-eabi) and a Release build of hwmodel.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
dotnet "$here/../../../tools/HwModel.Cli/bin/Release/net10.0/hwmodel.dll" rdl export "$here/../Pe/pe.rdl" --format c -o "$headers" >/dev/null
make --no-print-directory -C "$here" -B OUT="$(realpath "$out")" HEADERS="$headers"
