# Before anything is provisioned: does every part of this deployment stand a chance? One line each, with the remedy.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$script:stops = 0
function Ok($text) { Write-Output "ok    $text" }
function Note($text) { Write-Output "note  $text" }
function Stop-For($text) { Write-Output "STOP  $text"; $script:stops++ }
function Setting($name, $default) { $value = [Environment]::GetEnvironmentVariable($name); if ($value) { $value } else { $default } }
function Complete {
    if ($script:stops -eq 0) { exit 0 }
    if ((Setting LECTOR_PREFLIGHT '') -eq 'warn') {
        Note "$($script:stops) of these would have stopped the deployment; LECTOR_PREFLIGHT=warn goes on all the same."
        exit 0
    }
    Write-Output 'Nothing was provisioned. Mend the lines above and run azd again (azd env set LECTOR_PREFLIGHT warn goes on all the same).'
    exit 1
}

$mode = Setting READER_MODE 'external'
$transport = Setting READER_TRANSPORT 'queue'
$ingest = Setting INGEST_MODE 'blobTrigger'
$private = Setting PRIVATE_NETWORKING 'false'
$location = Setting AZURE_LOCATION ''
$subscription = Setting AZURE_SUBSCRIPTION_ID ''
$gpuLocation = Setting READER_LOCATION $location
$model = Setting FRONTIER_MODEL 'gpt-5.4'
$version = Setting FRONTIER_MODEL_VERSION '2026-03-05'
$sku = Setting FRONTIER_SKU 'GlobalStandard'
$frontierLocation = Setting FRONTIER_LOCATION $location
$address = Setting READER_ADDRESS ''

# Settings: their words, then what they say together.
function Test-Word($name, $value, [string[]] $words) {
    if ($words -cnotcontains $value) { Stop-For "$name=$value is none of: $words. Run: azd env set $name $($words[0])" }
}
Test-Word READER_MODE $mode @('external', 'none', 'gpu-t4', 'gpu-a100')
Test-Word READER_TRANSPORT $transport @('queue', 'endpoint')
Test-Word INGEST_MODE $ingest @('blobTrigger', 'serviceBus')
Test-Word PRIVATE_NETWORKING $private @('false', 'true')
Test-Word FRONTIER_SKU $sku @('GlobalStandard', 'DataZoneStandard', 'Standard')
function Number($name, $default) {
    $value = Setting $name $default
    if ($value -notmatch '^[0-9]+$') { Stop-For "$name=$value is no whole number. Run: azd env set $name 1"; $value = 1 }
    $script:numbers[$name] = [int] $value
}
$numbers = @{}
Number READER_MIN_REPLICAS '0'
Number READER_MAX_REPLICAS '1'
Number FRONTIER_CAPACITY '50'
Number ALWAYS_READY '0'
if ($script:stops -gt 0 -and $numbers.Count -lt 4) { Complete }
$min, $max, $capacity, $warm = $numbers.READER_MIN_REPLICAS, $numbers.READER_MAX_REPLICAS, $numbers.FRONTIER_CAPACITY, $numbers.ALWAYS_READY

$gpu = $mode -like 'gpu-*'
if ($transport -eq 'endpoint' -and $mode -eq 'none') {
    Stop-For 'READER_TRANSPORT=endpoint needs somebody who reads. Set READER_MODE to external, gpu-t4 or gpu-a100, or READER_TRANSPORT to queue.'
} elseif ($transport -eq 'endpoint' -and $private -ne 'true') {
    Stop-For 'READER_TRANSPORT=endpoint sends every passage over the network, and does so inside a private network only. Set PRIVATE_NETWORKING=true, or READER_TRANSPORT to queue.'
} elseif ($transport -eq 'endpoint' -and $mode -eq 'external' -and -not $address) {
    Stop-For 'READER_MODE=external with READER_TRANSPORT=endpoint needs the address of the server at the firm, as the private network reaches it. Set READER_ADDRESS, or READER_TRANSPORT to queue.'
} elseif ($address -and -not ($transport -eq 'endpoint' -and $mode -eq 'external')) {
    Stop-For 'READER_ADDRESS counts with READER_MODE=external and READER_TRANSPORT=endpoint only. Take it away, or set those.'
} elseif ($private -eq 'true' -and $gpu -and $gpuLocation -ne $location) {
    Stop-For 'A private network lies in one region: READER_LOCATION must be AZURE_LOCATION. Choose a region that has both, or PRIVATE_NETWORKING=false.'
} elseif ($min -gt $max) {
    Stop-For 'READER_MIN_REPLICAS is above READER_MAX_REPLICAS. Lower the one or raise the other.'
}
if ($mode -eq 'external' -and $transport -eq 'queue') {
    if (-not (Setting READER_PRINCIPAL_ID '')) { Note 'READER_PRINCIPAL_ID is not set: no reader at the firm has rights yet (docs/reader.md says how to make its identity).' }
    if ($private -eq 'true' -and -not (Setting ALLOWED_ADDRESSES '')) { Note 'ALLOWED_ADDRESSES is not set: the reader at the firm reaches the private network by VPN or ExpressRoute only.' }
}
if (-not $location) { Stop-For 'No region is chosen. Run: azd env set AZURE_LOCATION swedencentral' }
if (-not $subscription) { Stop-For 'No subscription is chosen. Run: azd env set AZURE_SUBSCRIPTION_ID $(az account show --query id -o tsv)' }
if ($script:stops -gt 0) { Complete }

# What the subscription and the regions say.
if (-not (Get-Command az -ErrorAction Ignore)) { Stop-For 'The Azure CLI (az) is not installed; the hooks ask by it. See https://aka.ms/azure-cli'; Complete }
$env:AZURE_EXTENSION_USE_DYNAMIC_INSTALL = 'yes_without_prompt'
function Ask-Anywhere { az @args --only-show-errors -o tsv 2>$null }
function Ask { Ask-Anywhere @args --subscription $subscription }
function Left($rows) { if ($rows) { $limit, $used = -split @($rows)[0]; [int]([double] $limit - [double] $used) } }
if (-not (Ask account show --query id)) { Stop-For "az is not signed in to subscription $subscription. Run: az login"; Complete }

if ("$(Ask functionapp list-flexconsumption-locations --query "length([?name=='$location'])")" -ne '1') {
    Stop-For "Functions Flex Consumption is not offered in $location. Choose from: az functionapp list-flexconsumption-locations -o table"
} elseif ("$(Ask functionapp list-flexconsumption-runtimes --location $location --runtime dotnet-isolated --query "length([?version=='10.0'])")" -ne '1') {
    Stop-For "Flex Consumption in $location does not offer .NET 10 (isolated). Choose another region: azd env set AZURE_LOCATION ..."
} else {
    Ok "Functions Flex Consumption with .NET 10 in $location"
}

if ($gpu) {
    $profileName, $meter = if ($mode -eq 'gpu-t4') { 'Consumption-GPU-NC8as-T4', 'T4' } else { 'Consumption-GPU-NC24-A100', 'A100' }
    if ("$(Ask containerapp env workload-profile list-supported --location $gpuLocation --query "length([?name=='$profileName'])")" -ne '1') {
        Stop-For "$profileName is not offered in $gpuLocation. Run: azd env set READER_LOCATION with a region of: az containerapp env workload-profile list-supported"
    } elseif (Setting READER_APP_NAME '') {
        Ok "$profileName in $gpuLocation (provisioned before: the quota was not counted again)"
    } else {
        $free = Left (Ask-Anywhere rest --method get --url "/subscriptions/$subscription/providers/Microsoft.App/locations/$gpuLocation/usages?api-version=2025-07-01" --query "value[?contains(name.value,'Consumption') && contains(name.value,'${meter}Gpus')].[limit, currentValue]")
        if ($null -eq $free) {
            Note "The GPU quota of $gpuLocation could not be seen; if provisioning fails on it, ask for $profileName quota in the portal (Quotas, Container Apps)."
        } elseif ($free -lt $max) {
            Stop-For "$gpuLocation has $free of $max GPUs ($profileName) left. Ask for quota in the portal (Quotas, Container Apps), or lower READER_MAX_REPLICAS."
        } else {
            Ok "$profileName in $gpuLocation, $free left"
        }
    }
}

if ($model -eq 'none') {
    Ok 'No frontier model is deployed: Lector prepares the evidence only'
} elseif (@(Ask cognitiveservices model list --location $frontierLocation --query "[?model.name=='$model' && model.version=='$version'].model.skus[].name") -cnotcontains $sku) {
    Stop-For "$model $version is not offered as $sku in $frontierLocation. Set FRONTIER_LOCATION, FRONTIER_MODEL with FRONTIER_MODEL_VERSION, or FRONTIER_SKU: az cognitiveservices model list --location $frontierLocation -o table"
} elseif (Setting SERVICE_FUNCTIONS_NAME '') {
    Ok "$model $version as $sku in $frontierLocation (provisioned before: the quota was not counted again)"
} else {
    $free = Left (Ask cognitiveservices usage list --location $frontierLocation --query "[?name.value=='OpenAI.$sku.$model'].[limit, currentValue]")
    if ($null -eq $free) {
        Note "The quota of $model as $sku in $frontierLocation could not be seen."
    } elseif ($free -lt $capacity) {
        Stop-For "$frontierLocation has $free of $capacity thousand tokens a minute left for $model as $sku. Run: azd env set FRONTIER_CAPACITY $([Math]::Max(1, $free)), or ask for quota: https://aka.ms/oai/stuquotarequest"
    } else {
        Ok "$model $version as $sku in $frontierLocation, $free thousand tokens a minute left"
    }
}

$who = Setting AZURE_PRINCIPAL_ID ''
if (-not $who) { $who = "$(Ask account show --query user.name)" }
$roles = @(Ask role assignment list --assignee $who --include-inherited --include-groups --scope "/subscriptions/$subscription" --query '[].roleDefinitionName')
if ($roles -ccontains 'Owner' -or ($roles -ccontains 'Contributor' -and ($roles -ccontains 'User Access Administrator' -or $roles -ccontains 'Role Based Access Control Administrator'))) {
    Ok 'You may create resources and give roles'
} else {
    Stop-For "You need Owner, or Contributor with Role Based Access Control Administrator, on subscription $subscription; seen: $($roles -join ','). Ask whoever owns it, or go on with LECTOR_PREFLIGHT=warn when a role of your own allows both."
}

# What costs money while nobody asks (README, Deploy, has the prices).
if ($warm -gt 0) { Note "ALWAYS_READY=$warm keeps Functions instances warm and paid around the clock." }
if ($gpu -and $transport -eq 'endpoint') {
    Note 'READER_TRANSPORT=endpoint keeps one GPU replica running and paid around the clock, at least.'
} elseif ($gpu -and $min -gt 0) {
    Note "READER_MIN_REPLICAS=$min keeps GPU replicas running and paid around the clock."
}
if ($private -eq 'true' -and ($ingest -eq 'serviceBus' -or ($transport -eq 'queue' -and $mode -ne 'none'))) { Note 'PRIVATE_NETWORKING=true takes Service Bus Premium, paid by the hour.' }
Complete
