# After deployment: Event Grid calls the blob triggers. Their webhook's key exists only once the host has indexed the functions, so this waits for it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
function Setting($name, $default) { $value = [Environment]::GetEnvironmentVariable($name); if ($value) { $value } else { $default } }

if ((Setting INGEST_MODE 'blobTrigger') -ne 'blobTrigger') { exit 0 }
$group, $app = $env:AZURE_RESOURCE_GROUP, $env:SERVICE_FUNCTIONS_NAME
$tries, $pause = [int] (Setting WEBHOOK_TRIES '40'), [int] (Setting WEBHOOK_PAUSE '15')

# Asks for the key's length, so that the key itself is never on this machine's screen or in its logs.
function Test-Key {
    $length = az functionapp keys list --resource-group $group --name $app --query "length(systemKeys.blobs_extension || '')" -o tsv --only-show-errors 2>$null
    $length -match '^[0-9]+$' -and [int] $length -gt 0
}

for ($try = 1; -not (Test-Key); $try++) {
    if ($try -ge $tries) {
        Write-Output "STOP  $app has no key blobs_extension after $($tries * $pause) s: its host has not indexed the functions. See its log (az webapp log tail --resource-group $group --name $app), then run: azd deploy"
        exit 1
    }
    if ($try -eq 1) { Write-Output "Waiting until $app has indexed its functions." }
    Start-Sleep -Seconds $pause
}

# Event Grid shakes hands with the webhook, which may have to start first.
for ($try = 1; ; $try++) {
    az deployment group create --resource-group $group --name webhook --template-file infra/webhook.bicep --only-show-errors -o none --parameters functionAppName=$app topicName=$env:AZURE_EVENTGRID_TOPIC_NAME storageAccountName=$env:AZURE_STORAGE_ACCOUNT_NAME
    if ($LASTEXITCODE -eq 0) { break }
    if ($try -ge 5) {
        Write-Output "STOP  Event Grid could not subscribe to the blob triggers of $app. The message above says why; run azd deploy again, or azd env set INGEST_MODE serviceBus and azd up for the way without a webhook."
        exit 1
    }
    Start-Sleep -Seconds $pause
}
Write-Output "Uploads to $env:AZURE_STORAGE_ACCOUNT_NAME/matters reach $app."
exit 0
