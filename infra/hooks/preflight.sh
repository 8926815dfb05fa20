#!/bin/sh
# Before anything is provisioned: does every part of this deployment stand a chance? One line each, with the remedy.
set -u

stops=0
ok() { printf 'ok    %s\n' "$1"; }
note() { printf 'note  %s\n' "$1"; }
stop() { printf 'STOP  %s\n' "$1"; stops=$((stops + 1)); }
end() {
  [ "$stops" -eq 0 ] && exit 0
  if [ "${LECTOR_PREFLIGHT:-}" = warn ]; then
    note "$stops of these would have stopped the deployment; LECTOR_PREFLIGHT=warn goes on all the same."
    exit 0
  fi
  echo "Nothing was provisioned. Mend the lines above and run azd again (azd env set LECTOR_PREFLIGHT warn goes on all the same)."
  exit 1
}

mode=${READER_MODE:-external} transport=${READER_TRANSPORT:-queue} ingest=${INGEST_MODE:-blobTrigger} private=${PRIVATE_NETWORKING:-false}
location=${AZURE_LOCATION:-} subscription=${AZURE_SUBSCRIPTION_ID:-}
gpu_location=${READER_LOCATION:-$location} min=${READER_MIN_REPLICAS:-0} max=${READER_MAX_REPLICAS:-1}
model=${FRONTIER_MODEL:-gpt-5.4} version=${FRONTIER_MODEL_VERSION:-2026-03-05} sku=${FRONTIER_SKU:-GlobalStandard}
capacity=${FRONTIER_CAPACITY:-50} frontier_location=${FRONTIER_LOCATION:-$location}

# Settings: their words, then what they say together.
one_of() {
  name=$1 value=$2; shift 2
  for word in "$@"; do [ "$value" = "$word" ] && return; done
  stop "$name=$value is none of: $*. Run: azd env set $name $1"
}
one_of READER_MODE "$mode" external none gpu-t4 gpu-a100
one_of READER_TRANSPORT "$transport" queue endpoint
one_of INGEST_MODE "$ingest" blobTrigger serviceBus
one_of PRIVATE_NETWORKING "$private" false true
one_of FRONTIER_SKU "$sku" GlobalStandard DataZoneStandard Standard
for number in "READER_MIN_REPLICAS=$min" "READER_MAX_REPLICAS=$max" "FRONTIER_CAPACITY=$capacity" "ALWAYS_READY=${ALWAYS_READY:-0}"; do
  case ${number#*=} in '' | *[!0-9]*) stop "$number is no whole number. Run: azd env set ${number%%=*} 1"; end ;; esac
done

case $mode in gpu-*) gpu=1 ;; *) gpu= ;; esac
if [ "$transport" = endpoint ] && [ "$mode" = none ]; then
  stop 'READER_TRANSPORT=endpoint needs somebody who reads. Set READER_MODE to external, gpu-t4 or gpu-a100, or READER_TRANSPORT to queue.'
elif [ "$transport" = endpoint ] && [ "$private" != true ]; then
  stop 'READER_TRANSPORT=endpoint sends every passage over the network, and does so inside a private network only. Set PRIVATE_NETWORKING=true, or READER_TRANSPORT to queue.'
elif [ "$transport" = endpoint ] && [ "$mode" = external ] && [ -z "${READER_ADDRESS:-}" ]; then
  stop 'READER_MODE=external with READER_TRANSPORT=endpoint needs the address of the server at the firm, as the private network reaches it. Set READER_ADDRESS, or READER_TRANSPORT to queue.'
elif [ -n "${READER_ADDRESS:-}" ] && ! { [ "$transport" = endpoint ] && [ "$mode" = external ]; }; then
  stop 'READER_ADDRESS counts with READER_MODE=external and READER_TRANSPORT=endpoint only. Take it away, or set those.'
elif [ "$private" = true ] && [ -n "$gpu" ] && [ "$gpu_location" != "$location" ]; then
  stop 'A private network lies in one region: READER_LOCATION must be AZURE_LOCATION. Choose a region that has both, or PRIVATE_NETWORKING=false.'
elif [ "$min" -gt "$max" ]; then
  stop 'READER_MIN_REPLICAS is above READER_MAX_REPLICAS. Lower the one or raise the other.'
fi
if [ "$mode" = external ] && [ "$transport" = queue ]; then
  [ -n "${READER_PRINCIPAL_ID:-}" ] || note "READER_PRINCIPAL_ID is not set: no reader at the firm has rights yet (docs/reader.md says how to make its identity)."
  [ "$private" = true ] && [ -z "${ALLOWED_ADDRESSES:-}" ] && note "ALLOWED_ADDRESSES is not set: the reader at the firm reaches the private network by VPN or ExpressRoute only."
fi
[ -n "$location" ] || stop "No region is chosen. Run: azd env set AZURE_LOCATION swedencentral"
[ -n "$subscription" ] || stop "No subscription is chosen. Run: azd env set AZURE_SUBSCRIPTION_ID \$(az account show --query id -o tsv)"
[ "$stops" -eq 0 ] || end

# What the subscription and the regions say.
command -v az >/dev/null 2>&1 || { stop "The Azure CLI (az) is not installed; the hooks ask by it. See https://aka.ms/azure-cli"; end; }
export AZURE_EXTENSION_USE_DYNAMIC_INSTALL=yes_without_prompt
ask_anywhere() { az "$@" --only-show-errors -o tsv 2>/dev/null | tr -d '\r'; }
ask() { ask_anywhere "$@" --subscription "$subscription"; }
[ -n "$(ask account show --query id)" ] || { stop "az is not signed in to subscription $subscription. Run: az login"; end; }

if [ "$(ask functionapp list-flexconsumption-locations --query "length([?name=='$location'])")" != 1 ]; then
  stop "Functions Flex Consumption is not offered in $location. Choose from: az functionapp list-flexconsumption-locations -o table"
elif [ "$(ask functionapp list-flexconsumption-runtimes --location "$location" --runtime dotnet-isolated --query "length([?version=='10.0'])")" != 1 ]; then
  stop "Flex Consumption in $location does not offer .NET 10 (isolated). Choose another region: azd env set AZURE_LOCATION ..."
else
  ok "Functions Flex Consumption with .NET 10 in $location"
fi

if [ -n "$gpu" ]; then
  case $mode in gpu-t4) profile=Consumption-GPU-NC8as-T4 meter=T4 ;; *) profile=Consumption-GPU-NC24-A100 meter=A100 ;; esac
  if [ "$(ask containerapp env workload-profile list-supported --location "$gpu_location" --query "length([?name=='$profile'])")" != 1 ]; then
    stop "$profile is not offered in $gpu_location. Run: azd env set READER_LOCATION with a region of: az containerapp env workload-profile list-supported"
  elif [ -n "${READER_APP_NAME:-}" ]; then
    ok "$profile in $gpu_location (provisioned before: the quota was not counted again)"
  else
    free=$(ask_anywhere rest --method get --url "/subscriptions/$subscription/providers/Microsoft.App/locations/$gpu_location/usages?api-version=2025-07-01" \
      --query "value[?contains(name.value,'Consumption') && contains(name.value,'${meter}Gpus')].[limit, currentValue]" | awk 'NR==1 {print int($1 - $2)}')
    if [ -z "$free" ]; then
      note "The GPU quota of $gpu_location could not be seen; if provisioning fails on it, ask for $profile quota in the portal (Quotas, Container Apps)."
    elif [ "$free" -lt "$max" ]; then
      stop "$gpu_location has $free of $max GPUs ($profile) left. Ask for quota in the portal (Quotas, Container Apps), or lower READER_MAX_REPLICAS."
    else
      ok "$profile in $gpu_location, $free left"
    fi
  fi
fi

if [ "$model" = none ]; then
  ok "No frontier model is deployed: Lector prepares the evidence only"
elif ! ask cognitiveservices model list --location "$frontier_location" --query "[?model.name=='$model' && model.version=='$version'].model.skus[].name" | grep -qx "$sku"; then
  stop "$model $version is not offered as $sku in $frontier_location. Set FRONTIER_LOCATION, FRONTIER_MODEL with FRONTIER_MODEL_VERSION, or FRONTIER_SKU: az cognitiveservices model list --location $frontier_location -o table"
elif [ -n "${SERVICE_FUNCTIONS_NAME:-}" ]; then
  ok "$model $version as $sku in $frontier_location (provisioned before: the quota was not counted again)"
else
  free=$(ask cognitiveservices usage list --location "$frontier_location" --query "[?name.value=='OpenAI.$sku.$model'].[limit, currentValue]" | awk 'NR==1 {print int($1 - $2)}')
  if [ -z "$free" ]; then
    note "The quota of $model as $sku in $frontier_location could not be seen."
  elif [ "$free" -lt "$capacity" ]; then
    stop "$frontier_location has $free of $capacity thousand tokens a minute left for $model as $sku. Run: azd env set FRONTIER_CAPACITY $((free > 0 ? free : 1)), or ask for quota: https://aka.ms/oai/stuquotarequest"
  else
    ok "$model $version as $sku in $frontier_location, $free thousand tokens a minute left"
  fi
fi

who=${AZURE_PRINCIPAL_ID:-$(ask account show --query user.name)}
roles=$(ask role assignment list --assignee "$who" --include-inherited --include-groups --scope "/subscriptions/$subscription" --query "[].roleDefinitionName")
has() { printf '%s\n' "$roles" | grep -qx "$1"; }
if has Owner || { has Contributor && { has "User Access Administrator" || has "Role Based Access Control Administrator"; }; }; then
  ok "You may create resources and give roles"
else
  stop "You need Owner, or Contributor with Role Based Access Control Administrator, on subscription $subscription; seen: $(printf '%s' "$roles" | tr '\n' ',' | sed 's/,$//'). Ask whoever owns it, or go on with LECTOR_PREFLIGHT=warn when a role of your own allows both."
fi

# What costs money while nobody asks (README, Deploy, has the prices).
[ "${ALWAYS_READY:-0}" -gt 0 ] && note "ALWAYS_READY=$ALWAYS_READY keeps Functions instances warm and paid around the clock."
if [ -n "$gpu" ] && [ "$transport" = endpoint ]; then
  note "READER_TRANSPORT=endpoint keeps one GPU replica running and paid around the clock, at least."
elif [ -n "$gpu" ] && [ "$min" -gt 0 ]; then
  note "READER_MIN_REPLICAS=$min keeps GPU replicas running and paid around the clock."
fi
[ "$private" = true ] && { [ "$ingest" = serviceBus ] || { [ "$transport" = queue ] && [ "$mode" != none ]; }; } && note "PRIVATE_NETWORKING=true takes Service Bus Premium, paid by the hour."
end
