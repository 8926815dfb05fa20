#!/bin/sh
# After deployment: Event Grid calls the blob triggers. Their webhook's key exists only once the host has indexed the functions, so this waits for it.
set -eu

[ "${INGEST_MODE:-blobTrigger}" = blobTrigger ] || exit 0
group=$AZURE_RESOURCE_GROUP app=$SERVICE_FUNCTIONS_NAME
tries=${WEBHOOK_TRIES:-40} pause=${WEBHOOK_PAUSE:-15}

# Asks for the key's length, so that the key itself is never on this machine's screen or in its logs.
key() { az functionapp keys list --resource-group "$group" --name "$app" --query "length(systemKeys.blobs_extension || '')" -o tsv --only-show-errors 2>/dev/null | tr -d '\r'; }

try=1
until [ "$(key || true)" -gt 0 ] 2>/dev/null; do
  if [ "$try" -ge "$tries" ]; then
    echo "STOP  $app has no key blobs_extension after $((tries * pause)) s: its host has not indexed the functions. See its log (az webapp log tail --resource-group $group --name $app), then run: azd deploy"
    exit 1
  fi
  [ "$try" -gt 1 ] || echo "Waiting until $app has indexed its functions."
  try=$((try + 1))
  sleep "$pause"
done

# Event Grid shakes hands with the webhook, which may have to start first.
try=1
until az deployment group create --resource-group "$group" --name webhook --template-file infra/webhook.bicep --only-show-errors -o none \
  --parameters functionAppName="$app" topicName="$AZURE_EVENTGRID_TOPIC_NAME" storageAccountName="$AZURE_STORAGE_ACCOUNT_NAME"; do
  if [ "$try" -ge 5 ]; then
    echo "STOP  Event Grid could not subscribe to the blob triggers of $app. The message above says why; run azd deploy again, or azd env set INGEST_MODE serviceBus and azd up for the way without a webhook."
    exit 1
  fi
  try=$((try + 1))
  sleep "$pause"
done
echo "Uploads to $AZURE_STORAGE_ACCOUNT_NAME/matters reach $app."
