define k8s::deployment ($ensure = present, $labels = {}, $annotations = {}, $data = undef, $stringData = undef, $spec = undef) { }
