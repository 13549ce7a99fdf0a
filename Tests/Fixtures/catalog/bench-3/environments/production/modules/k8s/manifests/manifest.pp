define k8s::manifest ($content) { }
