#!/bin/sh
# After provisioning: builds the image of the GPU container in the registry (nothing is built here) and keeps its name in the azd environment.
set -eu

case ${READER_MODE:-external} in
  gpu-*) ;;
  *) exit 0 ;;
esac
registry=$AZURE_CONTAINER_REGISTRY_NAME server=$AZURE_CONTAINER_REGISTRY_ENDPOINT
transport=${READER_TRANSPORT:-queue} min=${READER_MIN_REPLICAS:-0}
model_url=${READER_MODEL_URL:-https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf}
case ${READER_IMAGE:-} in
  "" | "$server"/*) ;;
  *) echo "READER_IMAGE=$READER_IMAGE is not of this registry: taken as it is, nothing is built."; exit 0 ;;
esac

if [ "$transport" = endpoint ]; then
  repository=model-server file=infra/model-server/Dockerfile context=infra/model-server target=
  [ "$min" -gt 0 ] || min=1
else
  repository=lector-reader file=src/Reader/Dockerfile context=. target=cuda
fi
# What the image is made of is its tag, so that nothing is built twice; the model's name stands last, where gpu.bicep takes it from.
source=$(git rev-parse --short=12 HEAD 2>/dev/null || date -u +%Y%m%d%H%M%S)
git diff --quiet HEAD 2>/dev/null || source=$source.$(date -u +%H%M%S)
model=$(basename "$model_url" .gguf | tr -c 'A-Za-z0-9_.\n-' _)
tag=$source.$(printf '%s' "$model_url" | cksum | cut -d ' ' -f 1)-$model
image=$server/$repository:$tag

if az acr repository show --name "$registry" --image "$repository:$tag" --only-show-errors >/dev/null 2>&1; then
  echo "$image is there already."
else
  echo "Building $image in the registry (a model file of some gigabytes goes in: this takes a while)."
  az acr build --registry "$registry" --image "$repository:$tag" --file "$file" ${target:+--target "$target"} --build-arg "MODEL_URL=$model_url" --timeout 7200 --only-show-errors "$context" ||
    { echo "The image could not be built. Run azd provision again; the log above names the step. Another model: azd env set READER_MODEL_URL https://..."; exit 1; }
fi
[ "${READER_IMAGE:-}" = "$image" ] && exit 0
azd env set READER_IMAGE "$image"
az containerapp update --name "$READER_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" --image "$image" --min-replicas "$min" --set-env-vars "Reader__Model=${READER_MODEL:-$model}" --only-show-errors >/dev/null
echo "$READER_APP_NAME runs $image from now on."
