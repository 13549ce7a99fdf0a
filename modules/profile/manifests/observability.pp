# What tells us how a cluster does: metrics and logs.
class profile::observability {
  include kube_state_metrics
  include datadog
  include fluentd
}
