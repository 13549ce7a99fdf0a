# kube-state-metrics, from one template with all of its objects.
#
# @param image
#   The image, with its tag
# @param namespace
#   The namespace that it runs in
class kube_state_metrics (
  String[1] $image     = 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.13.0',
  String[1] $namespace = 'kube-state-metrics',
) {
  k8s::namespace { $namespace: }

  k8s::manifest { "${namespace}/kube-state-metrics":
    content => epp('kube_state_metrics/all.yaml.epp', { 'namespace' => $namespace, 'image' => $image }),
  }
}
