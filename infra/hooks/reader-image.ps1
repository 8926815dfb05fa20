# After provisioning: builds the image of the GPU container in the registry (nothing is built here) and keeps its name in the azd environment.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
function Setting($name, $default) { $value = [Environment]::GetEnvironmentVariable($name); if ($value) { $value } else { $default } }

if ((Setting READER_MODE 'external') -notlike 'gpu-*') { exit 0 }
$registry = $env:AZURE_CONTAINER_REGISTRY_NAME
$server = $env:AZURE_CONTAINER_REGISTRY_ENDPOINT
$min = [int] (Setting READER_MIN_REPLICAS '0')
$modelUrl = Setting READER_MODEL_URL 'https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf'
$known = Setting READER_IMAGE ''
if ($known -and -not $known.StartsWith("$server/")) {
    Write-Output "READER_IMAGE=$known is not of this registry: taken as it is, nothing is built."
    exit 0
}

if ((Setting READER_TRANSPORT 'queue') -eq 'endpoint') {
    $repository, $file, $context, $target = 'model-server', 'infra/model-server/Dockerfile', 'infra/model-server', @()
    $min = [Math]::Max(1, $min)
} else {
    $repository, $file, $context, $target = 'lector-reader', 'src/Reader/Dockerfile', '.', @('--target', 'cuda')
}
# What the image is made of is its tag, so that nothing is built twice; the model's name stands last, where gpu.bicep takes it from.
$source = "$(git rev-parse --short=12 HEAD 2>$null)"
if (-not $source) { $source = [DateTime]::UtcNow.ToString('yyyyMMddHHmmss') }
git diff --quiet HEAD 2>$null
if ($LASTEXITCODE -ne 0) { $source += [DateTime]::UtcNow.ToString('.HHmmss') }
$model = [IO.Path]::GetFileNameWithoutExtension($modelUrl) -replace '[^A-Za-z0-9_.-]', '_'
$bytes = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($modelUrl))
$tag = "$source.$([Convert]::ToHexString($bytes, 0, 4).ToLowerInvariant())-$model"
$image = "$server/${repository}:$tag"

az acr repository show --name $registry --image "${repository}:$tag" --only-show-errors *> $null
if ($LASTEXITCODE -eq 0) {
    Write-Output "$image is there already."
} else {
    Write-Output "Building $image in the registry (a model file of some gigabytes goes in: this takes a while)."
    az acr build --registry $registry --image "${repository}:$tag" --file $file @target --build-arg "MODEL_URL=$modelUrl" --timeout 7200 --only-show-errors $context
    if ($LASTEXITCODE -ne 0) {
        Write-Output 'The image could not be built. Run azd provision again; the log above names the step. Another model: azd env set READER_MODEL_URL https://...'
        exit 1
    }
}
if ($known -eq $image) { exit 0 }
azd env set READER_IMAGE $image
if ($LASTEXITCODE -ne 0) { exit 1 }
az containerapp update --name $env:READER_APP_NAME --resource-group $env:AZURE_RESOURCE_GROUP --image $image --min-replicas $min --set-env-vars "Reader__Model=$(Setting READER_MODEL $model)" --only-show-errors > $null
if ($LASTEXITCODE -ne 0) { exit 1 }
Write-Output "$env:READER_APP_NAME runs $image from now on."
exit 0
