# After deployment: a small ask by the way that people use, files into a container. It stops before the one call that leaves, so nothing is sent.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
function Setting($name, $default) { $value = [Environment]::GetEnvironmentVariable($name); if ($value) { $value } else { $default } }

$account = $env:AZURE_STORAGE_ACCOUNT_NAME
$tries, $pause = [int] (Setting SMOKE_TRIES '40'), [int] (Setting SMOKE_PAUSE '15')
$ask = 'smoke-' + [DateTime]::UtcNow.ToString('yyyyMMddHHmmss')
# Where nobody signs in, only requests with a function key are served.
$page = $env:SERVICE_FUNCTIONS_URI
if (-not (Setting AUTH_CLIENT_ID '')) { $page += '/keyed (with a function key: README, Deploy)' }

if ((Setting PRIVATE_NETWORKING 'false') -eq 'true' -and -not (Setting ALLOWED_ADDRESSES '')) {
    Write-Output 'note  No smoke ask: the storage account is closed to this machine. From inside the network, run: pwsh infra/hooks/smoke.ps1'
    exit 0
}

function Blobs { az storage blob @args --account-name $account --auth-mode login --only-show-errors -o tsv }
$question = New-TemporaryFile
Set-Content $question '{"question": "Who approved the price change?"}'

# A role that was given a minute ago may not count yet.
for ($try = 1; ; $try++) {
    Blobs upload-batch --destination matters --destination-path smoke/documents --source samples/northgate-supply/correspondence --overwrite > $null
    if ($LASTEXITCODE -eq 0) {
        Blobs upload --container-name matters --name "smoke/asks/$ask.json" --file $question --overwrite > $null
        if ($LASTEXITCODE -eq 0) { break }
    }
    if ($try -ge $tries) {
        Write-Output "STOP  Nothing could be uploaded to $account/matters. The message above says why; your role there is Storage Blob Data Contributor, given by azd to AZURE_PRINCIPAL_ID."
        exit 1
    }
    Start-Sleep -Seconds $pause
}
Remove-Item $question

function Test-Blob($file) {
    $count = Blobs list --container-name lector --prefix smoke- --query "length([?contains(name, '/asks/$ask') && ends_with(name, '/$file')])"
    $count -match '^[0-9]+$' -and [int] $count -gt 0
}
function Wait-Blob($file) {
    for ($try = 1; -not (Test-Blob $file); $try++) {
        if ($try -ge $tries) { return $false }
        Start-Sleep -Seconds $pause
    }
    $true
}

if (-not (Wait-Blob 'plan.json')) {
    Write-Output "STOP  The upload did not start an ask within $($tries * $pause) s. Look at $env:SERVICE_FUNCTIONS_URI and at the traces of the application; uploads reach it by INGEST_MODE=$(Setting INGEST_MODE 'blobTrigger')."
    exit 1
}
if ((Setting READER_MODE 'external') -eq 'external' -and (Setting READER_TRANSPORT 'queue') -eq 'queue') {
    Write-Output "ok    Ask $ask is planned and waits for the reader at the firm (docs/reader.md). Page: $page"
} elseif (Wait-Blob 'pack.json') {
    Write-Output "ok    Ask $ask was read and its evidence is ready; nothing was sent. Page: $page"
} else {
    Write-Output "note  Ask $ask is planned and still being read: a GPU replica can take many minutes to start. Page: $page"
}
exit 0
