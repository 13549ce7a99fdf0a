# The Datadog agent on every node of the cluster, with its API key in a Secret.
#
# @param api_key
#   The key of the Datadog account
# @param site
#   Datadog's site that the agents report to
# @param image
#   The agent's image, with its tag
# @param namespace
#   The namespace that everything lies in
# @param tags
#   Tags that every metric carries
class datadog (
  Sensitive[String[1]] $api_key,
  String[1]            $site      = 'datadoghq.com',
  String[1]            $image     = 'gcr.io/datadoghq/agent:7.57.2',
  String[1]            $namespace = 'datadog',
  Array[String[1]]     $tags      = [],
) {
  k8s::namespace { $namespace: }

  k8s::serviceaccount { "${namespace}/datadog": }

  k8s::clusterrole { 'datadog':
    rules => [
      { 'apiGroups' => [''], 'resources' => ['nodes', 'pods', 'services', 'endpoints', 'events'], 'verbs' => ['get', 'list', 'watch'] },
      { 'apiGroups' => [''], 'resources' => ['nodes/metrics', 'nodes/proxy'], 'verbs' => ['get'] },
    ],
  }

  k8s::clusterrolebinding { 'datadog':
    roleRef  => { 'apiGroup' => 'rbac.authorization.k8s.io', 'kind' => 'ClusterRole', 'name' => 'datadog' },
    subjects => [{ 'kind' => 'ServiceAccount', 'name' => 'datadog', 'namespace' => $namespace }],
  }

  k8s::secret { "${namespace}/datadog":
    stringData => { 'api-key' => $api_key },
  }

  k8s::manifest { "${namespace}/agent":
    content => epp('datadog/daemonset.yaml.epp', {
        'namespace' => $namespace,
        'image'     => $image,
        'site'      => $site,
        'tags'      => $tags,
    }),
  }
}
