define k8s::namespace ($ensure = present, $labels = {}, $annotations = {}, $data = undef, $stringData = undef, $spec = undef) { }
