# The nginx ingress controller, its IngressClass and its public Service.
#
# @param image
#   The controller's image, with its tag
# @param replicas
#   How many controllers run
# @param load_balancer_ip
#   The address that the cloud gave the cluster, where it has a fixed one
# @param settings
#   The controller's settings, as its ConfigMap takes them
class ingress_nginx (
  String[1]               $image            = 'registry.k8s.io/ingress-nginx/controller:v1.11.3',
  Integer[1]              $replicas         = 2,
  Optional[String[1]]     $load_balancer_ip = undef,
  Hash[String[1], String] $settings         = {},
) {
  $namespace = 'ingress-nginx'
  $labels = { 'app.kubernetes.io/name' => 'ingress-nginx' }

  k8s::namespace { $namespace:
    labels => $labels,
  }

  k8s::ingressclass { 'nginx':
    spec => { 'controller' => 'k8s.io/ingress-nginx' },
  }

  k8s::serviceaccount { "${namespace}/ingress-nginx": }

  k8s::clusterrole { 'ingress-nginx':
    rules => [
      { 'apiGroups' => [''], 'resources' => ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'services'], 'verbs' => ['get', 'list', 'watch'] },
      { 'apiGroups' => ['networking.k8s.io'], 'resources' => ['ingresses', 'ingressclasses'], 'verbs' => ['get', 'list', 'watch'] },
      { 'apiGroups' => ['networking.k8s.io'], 'resources' => ['ingresses/status'], 'verbs' => ['update'] },
    ],
  }

  k8s::clusterrolebinding { 'ingress-nginx':
    roleRef  => { 'apiGroup' => 'rbac.authorization.k8s.io', 'kind' => 'ClusterRole', 'name' => 'ingress-nginx' },
    subjects => [{ 'kind' => 'ServiceAccount', 'name' => 'ingress-nginx', 'namespace' => $namespace }],
  }

  k8s::configmap { "${namespace}/controller":
    data => $settings,
  }

  k8s::deployment { "${namespace}/controller":
    labels    => $labels,
    spec      => {
      'replicas' => $replicas,
      'selector' => { 'matchLabels' => $labels },
      'template' => {
        'metadata' => { 'labels' => $labels },
        'spec'     => {
          'serviceAccountName' => 'ingress-nginx',
          'containers'         => [
            {
              'name'  => 'controller',
              'image' => $image,
              'args'  => ['/nginx-ingress-controller', '--configmap=$(POD_NAMESPACE)/controller', '--ingress-class=nginx'],
              'env'   => [
                { 'name' => 'POD_NAME', 'valueFrom' => { 'fieldRef' => { 'fieldPath' => 'metadata.name' } } },
                { 'name' => 'POD_NAMESPACE', 'valueFrom' => { 'fieldRef' => { 'fieldPath' => 'metadata.namespace' } } },
              ],
              'ports' => [{ 'name' => 'http', 'containerPort' => 80 }, { 'name' => 'https', 'containerPort' => 443 }],
            },
          ],
        },
      },
    },
    # The pods read the settings through the API, not from a volume, so the restart is asked for here.
    subscribe => K8s::Configmap["${namespace}/controller"],
  }

  $address = $load_balancer_ip ? { undef => {}, default => { 'loadBalancerIP' => $load_balancer_ip } }

  k8s::service { "${namespace}/controller":
    labels => $labels,
    spec   => $address + {
      'type'     => 'LoadBalancer',
      'selector' => $labels,
      'ports'    => [
        { 'name' => 'http', 'port' => 80, 'targetPort' => 'http' },
        { 'name' => 'https', 'port' => 443, 'targetPort' => 'https' },
      ],
    },
  }
}
