#!/bin/sh
# After deployment: a small ask by the way that people use, files into a container. It stops before the one call that leaves, so nothing is sent.
set -eu

account=$AZURE_STORAGE_ACCOUNT_NAME
tries=${SMOKE_TRIES:-40} pause=${SMOKE_PAUSE:-15}
ask=smoke-$(date -u +%Y%m%d%H%M%S)
# Where nobody signs in, only requests with a function key are served.
page=$SERVICE_FUNCTIONS_URI
[ -n "${AUTH_CLIENT_ID:-}" ] || page="$page/keyed (with a function key: README, Deploy)"

if [ "${PRIVATE_NETWORKING:-false}" = true ] && [ -z "${ALLOWED_ADDRESSES:-}" ]; then
  echo "note  No smoke ask: the storage account is closed to this machine. From inside the network, run: sh infra/hooks/smoke.sh"
  exit 0
fi

blobs() { az storage blob "$@" --account-name "$account" --auth-mode login --only-show-errors -o tsv; }
question=$(mktemp)
trap 'rm -f "$question"' EXIT
printf '{"question": "Who approved the price change?"}\n' >"$question"

# A role that was given a minute ago may not count yet.
try=1
until blobs upload-batch --destination matters --destination-path smoke/documents --source samples/northgate-supply/correspondence --overwrite >/dev/null &&
  blobs upload --container-name matters --name "smoke/asks/$ask.json" --file "$question" --overwrite >/dev/null; do
  if [ "$try" -ge "$tries" ]; then
    echo "STOP  Nothing could be uploaded to $account/matters. The message above says why; your role there is Storage Blob Data Contributor, given by azd to AZURE_PRINCIPAL_ID."
    exit 1
  fi
  try=$((try + 1))
  sleep "$pause"
done

has() { [ "$(blobs list --container-name lector --prefix smoke- --query "length([?contains(name, '/asks/$ask') && ends_with(name, '/$1')])" | tr -d '\r')" -gt 0 ] 2>/dev/null; }
wait_for() {
  try=1
  until has "$1"; do
    [ "$try" -lt "$tries" ] || return 1
    try=$((try + 1))
    sleep "$pause"
  done
}

if ! wait_for plan.json; then
  echo "STOP  The upload did not start an ask within $((tries * pause)) s. Look at $SERVICE_FUNCTIONS_URI and at the traces of the application; uploads reach it by INGEST_MODE=${INGEST_MODE:-blobTrigger}."
  exit 1
fi
if [ "${READER_MODE:-external}" = external ] && [ "${READER_TRANSPORT:-queue}" = queue ]; then
  echo "ok    Ask $ask is planned and waits for the reader at the firm (docs/reader.md). Page: $page"
elif wait_for pack.json; then
  echo "ok    Ask $ask was read and its evidence is ready; nothing was sent. Page: $page"
else
  echo "note  Ask $ask is planned and still being read: a GPU replica can take many minutes to start. Page: $page"
fi
