    define webapp (
      String[1] $image,
      String[1] $release,
      Webapp::Port $port,
      Integer[0] $replicas,
      Array[String[1]] $hosts,
      Hash $env,
    ) {
      $labels = webapp::labels($title)
      $vars = $env.map |$k, $v| {
        $value = $v ? { String => $v, default => String($v) }
        $entry = { 'name' => $k, 'value' => $value }
        $entry
      }
      $rules = $hosts.map |$h| {
        { 'host' => $h, 'http' => { 'paths' => [ { 'path' => '/', 'pathType' => 'Prefix', 'backend' => { 'service' => { 'name' => $title, 'port' => { 'number' => $port } } } } ] } }
      }

      k8s::namespace { $title: labels => $labels }
      -> k8s::configmap { "${title}/settings":
        labels => $labels,
        data   => { 'settings.properties' => $env.reduce('') |$memo, $kv| { "${memo}${kv[0]}=${kv[1]}
" } },
      }
      k8s::secret { "${title}/credentials":
        labels     => $labels,
        stringData => { 'password' => "s3cret-${title}" },
        require    => K8s::Namespace[$title],
      }
      k8s::deployment { "${title}/${title}":
        labels => $labels,
        spec   => {
          'replicas' => $replicas,
          'selector' => { 'matchLabels' => { 'app.kubernetes.io/name' => $title } },
          'template' => {
            'metadata' => { 'labels' => $labels },
            'spec'     => {
              'containers' => [ {
                'name'    => $title,
                'image'   => "${image}:${release}",
                'ports'   => [ { 'containerPort' => $port } ],
                'env'     => $vars,
                'envFrom' => [ { 'secretRef' => { 'name' => 'credentials' } } ],
              } ],
            },
          },
        },
        subscribe => [ K8s::Configmap["${title}/settings"], K8s::Secret["${title}/credentials"] ],
      }
      -> k8s::service { "${title}/${title}":
        labels => $labels,
        spec   => { 'selector' => { 'app.kubernetes.io/name' => $title }, 'ports' => [ { 'port' => 80, 'targetPort' => $port } ] },
      }
      unless $hosts.empty {
        k8s::ingress { "${title}/${title}": labels => $labels, spec => { 'rules' => $rules } }
      }
      k8s::manifest { "${title}/networkpolicy":
        content => epp('webapp/networkpolicy.yaml.epp', { 'app' => $title, 'port' => $port, 'from' => ['ingress', 'monitoring'], 'labels' => $labels }),
      }
    }
