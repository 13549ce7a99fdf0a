define k8s::configmap ($ensure = present, $labels = {}, $annotations = {}, $data = undef, $stringData = undef, $spec = undef) { }
