# A web application: namespace, settings, credentials, Deployment, Service and Ingress.
#
# The Deployment restarts by itself when its ConfigMap or its Secret changes, because its pods use them.
#
# @param image
#   The container image, without tag
# @param release
#   The image's tag
# @param port
#   The port that the container listens on
# @param host
#   The host name that users type
# @param aliases
#   More host names that lead to the same application
# @param replicas
#   How many pods run
# @param settings
#   Environment variables, kept in a ConfigMap
# @param credentials
#   Secret environment variables, kept in a Secret
# @param logtype
#   Where the pods' logs go
# @param health_path
#   The path that answers 200 when the application is well
# @param allow_from
#   The namespaces whose pods may reach the application
define webapp (
  String[1]                            $image,
  String[1]                            $release,
  Webapp::Port                         $port,
  Webapp::Host                         $host,
  Array[Webapp::Host]                  $aliases     = [],
  Integer[0]                           $replicas    = 2,
  Hash[String[1], String]              $settings    = {},
  Hash[String[1], Variant[String, Sensitive[String]]] $credentials = {},
  Webapp::Logtype                      $logtype     = 'stream',
  String[1]                            $health_path = '/',
  Array[String[1]]                     $allow_from  = ['ingress-nginx'],
) {
  $labels = webapp::labels($title)

  k8s::namespace { $title:
    labels => $labels,
  }

  k8s::configmap { "${title}/settings":
    labels => $labels,
    data   => $settings,
  }

  k8s::secret { "${title}/credentials":
    labels     => $labels,
    stringData => $credentials,
  }

  k8s::deployment { "${title}/${title}":
    labels => $labels,
    spec   => {
      'replicas' => $replicas,
      'selector' => { 'matchLabels' => { 'app.kubernetes.io/name' => $title } },
      'template' => {
        'metadata' => { 'labels' => $labels + { 'logtype' => $logtype } },
        'spec'     => {
          'containers' => [
            {
              'name'           => $title,
              'image'          => "${image}:${release}",
              'ports'          => [{ 'name' => 'http', 'containerPort' => $port }],
              'envFrom'        => [
                { 'configMapRef' => { 'name' => 'settings' } },
                { 'secretRef'    => { 'name' => 'credentials' } },
              ],
              'readinessProbe' => { 'httpGet' => { 'path' => $health_path, 'port' => 'http' } },
              'resources'      => {
                'requests' => { 'cpu' => '50m', 'memory' => '128Mi' },
                'limits'   => { 'memory' => '512Mi' },
              },
            },
          ],
        },
      },
    },
  }

  k8s::service { "${title}/${title}":
    labels => $labels,
    spec   => {
      'selector' => { 'app.kubernetes.io/name' => $title },
      'ports'    => [{ 'name' => 'http', 'port' => 80, 'targetPort' => 'http' }],
    },
  }

  $rules = ([$host] + $aliases).map |$name| {
    $rule = {
      'host' => $name,
      'http' => {
        'paths' => [
          {
            'path'     => '/',
            'pathType' => 'Prefix',
            'backend'  => { 'service' => { 'name' => $title, 'port' => { 'name' => 'http' } } },
          },
        ],
      },
    }
    $rule
  }

  k8s::ingress { "${title}/${title}":
    labels => $labels,
    spec   => { 'ingressClassName' => 'nginx', 'rules' => $rules },
  }

  k8s::manifest { "${title}/networkpolicy":
    content => epp('webapp/networkpolicy.yaml.epp', {
        'app'        => $title,
        'port'       => $port,
        'allow_from' => $allow_from,
        'labels'     => $labels,
    }),
  }
}
