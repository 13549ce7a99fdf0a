define k8s::service ($ensure = present, $labels = {}, $annotations = {}, $data = undef, $stringData = undef, $spec = undef) { }
