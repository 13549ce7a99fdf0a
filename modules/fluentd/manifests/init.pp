# Fluentd on every node, which routes container logs by the pod label `logtype`.
#
# Logs of pods with the label `logtype: archive` go to blob storage; all others go to log analytics.
#
# @param storage_account
#   The blob storage account of the archive
# @param storage_key
#   The access key of that account
# @param container
#   The blob container of the archive
# @param workspace_id
#   The log analytics workspace
# @param workspace_key
#   The shared key of that workspace
# @param image
#   Fluentd's image, with its tag
# @param namespace
#   The namespace that everything lies in
class fluentd (
  String[1]            $storage_account,
  Sensitive[String[1]] $storage_key,
  String[1]            $workspace_id,
  Sensitive[String[1]] $workspace_key,
  String[1]            $container = 'logs',
  String[1]            $image     = 'jenkinsciinfra/fluentd-k8s-azure:0.2.0',
  String[1]            $namespace = 'logging',
) {
  k8s::namespace { $namespace: }

  k8s::serviceaccount { "${namespace}/fluentd": }

  k8s::clusterrole { 'fluentd':
    rules => [
      { 'apiGroups' => [''], 'resources' => ['pods', 'namespaces'], 'verbs' => ['get', 'list', 'watch'] },
    ],
  }

  k8s::clusterrolebinding { 'fluentd':
    roleRef  => { 'apiGroup' => 'rbac.authorization.k8s.io', 'kind' => 'ClusterRole', 'name' => 'fluentd' },
    subjects => [{ 'kind' => 'ServiceAccount', 'name' => 'fluentd', 'namespace' => $namespace }],
  }

  k8s::configmap { "${namespace}/fluentd":
    data => {
      'fluent.conf' => epp('fluentd/fluent.conf.epp', {
          'storage_account' => $storage_account,
          'container'       => $container,
          'workspace_id'    => $workspace_id,
      }),
    },
  }

  k8s::secret { "${namespace}/fluentd":
    stringData => {
      'STORAGE_KEY'   => $storage_key,
      'WORKSPACE_KEY' => $workspace_key,
    },
  }

  k8s::manifest { "${namespace}/fluentd":
    content => epp('fluentd/daemonset.yaml.epp', { 'namespace' => $namespace, 'image' => $image }),
  }
}
