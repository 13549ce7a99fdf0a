// swift-format-ignore-file
extension EmbeddedSchema {
    /// What the server serves, in the order of its discovery document: kind, plural, singular, scope, short names,
    /// verbs, categories, and subresources as `name:kind:verbs`. A dash stands for nothing.
    static let resourceLines: StaticString = #"""
        /v1/Binding bindings binding namespaced - create - -
        /v1/ComponentStatus componentstatuses componentstatus cluster cs get,list - -
        /v1/ConfigMap configmaps configmap namespaced cm create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/Endpoints endpoints endpoints namespaced ep create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/Event events event namespaced ev create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/LimitRange limitranges limitrange namespaced limits create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/Namespace namespaces namespace cluster ns create,delete,get,list,patch,update,watch - finalize:/v1/Namespace:update;status:/v1/Namespace:get,patch,update
        /v1/Node nodes node cluster no create,delete,deletecollection,get,list,patch,update,watch - proxy:/v1/NodeProxyOptions:create,delete,get,patch,update;status:/v1/Node:get,patch,update
        /v1/PersistentVolumeClaim persistentvolumeclaims persistentvolumeclaim namespaced pvc create,delete,deletecollection,get,list,patch,update,watch - status:/v1/PersistentVolumeClaim:get,patch,update
        /v1/PersistentVolume persistentvolumes persistentvolume cluster pv create,delete,deletecollection,get,list,patch,update,watch - status:/v1/PersistentVolume:get,patch,update
        /v1/Pod pods pod namespaced po create,delete,deletecollection,get,list,patch,update,watch all attach:/v1/PodAttachOptions:create,get;binding:/v1/Binding:create;ephemeralcontainers:/v1/Pod:get,patch,update;eviction:policy/v1/Eviction:create;exec:/v1/PodExecOptions:create,get;log:/v1/Pod:get;portforward:/v1/PodPortForwardOptions:create,get;proxy:/v1/PodProxyOptions:create,delete,get,patch,update;resize:/v1/Pod:get,patch,update;status:/v1/Pod:get,patch,update
        /v1/PodTemplate podtemplates podtemplate namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/ReplicationController replicationcontrollers replicationcontroller namespaced rc create,delete,deletecollection,get,list,patch,update,watch all scale:autoscaling/v1/Scale:get,patch,update;status:/v1/ReplicationController:get,patch,update
        /v1/ResourceQuota resourcequotas resourcequota namespaced quota create,delete,deletecollection,get,list,patch,update,watch - status:/v1/ResourceQuota:get,patch,update
        /v1/Secret secrets secret namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        /v1/ServiceAccount serviceaccounts serviceaccount namespaced sa create,delete,deletecollection,get,list,patch,update,watch - token:authentication.k8s.io/v1/TokenRequest:create
        /v1/Service services service namespaced svc create,delete,deletecollection,get,list,patch,update,watch all proxy:/v1/ServiceProxyOptions:create,delete,get,patch,update;status:/v1/Service:get,patch,update
        apiregistration.k8s.io/v1/APIService apiservices apiservice cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions status:apiregistration.k8s.io/v1/APIService:get,patch,update
        apps/v1/ControllerRevision controllerrevisions controllerrevision namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        apps/v1/DaemonSet daemonsets daemonset namespaced ds create,delete,deletecollection,get,list,patch,update,watch all status:apps/v1/DaemonSet:get,patch,update
        apps/v1/Deployment deployments deployment namespaced deploy create,delete,deletecollection,get,list,patch,update,watch all scale:autoscaling/v1/Scale:get,patch,update;status:apps/v1/Deployment:get,patch,update
        apps/v1/ReplicaSet replicasets replicaset namespaced rs create,delete,deletecollection,get,list,patch,update,watch all scale:autoscaling/v1/Scale:get,patch,update;status:apps/v1/ReplicaSet:get,patch,update
        apps/v1/StatefulSet statefulsets statefulset namespaced sts create,delete,deletecollection,get,list,patch,update,watch all scale:autoscaling/v1/Scale:get,patch,update;status:apps/v1/StatefulSet:get,patch,update
        events.k8s.io/v1/Event events event namespaced ev create,delete,deletecollection,get,list,patch,update,watch - -
        authentication.k8s.io/v1/SelfSubjectReview selfsubjectreviews selfsubjectreview cluster - create - -
        authentication.k8s.io/v1/TokenReview tokenreviews tokenreview cluster - create - -
        authorization.k8s.io/v1/LocalSubjectAccessReview localsubjectaccessreviews localsubjectaccessreview namespaced - create - -
        authorization.k8s.io/v1/SelfSubjectAccessReview selfsubjectaccessreviews selfsubjectaccessreview cluster - create - -
        authorization.k8s.io/v1/SelfSubjectRulesReview selfsubjectrulesreviews selfsubjectrulesreview cluster - create - -
        authorization.k8s.io/v1/SubjectAccessReview subjectaccessreviews subjectaccessreview cluster - create - -
        autoscaling/v2/HorizontalPodAutoscaler horizontalpodautoscalers horizontalpodautoscaler namespaced hpa create,delete,deletecollection,get,list,patch,update,watch all status:autoscaling/v2/HorizontalPodAutoscaler:get,patch,update
        autoscaling/v1/HorizontalPodAutoscaler horizontalpodautoscalers horizontalpodautoscaler namespaced hpa create,delete,deletecollection,get,list,patch,update,watch all status:autoscaling/v1/HorizontalPodAutoscaler:get,patch,update
        batch/v1/CronJob cronjobs cronjob namespaced cj create,delete,deletecollection,get,list,patch,update,watch all status:batch/v1/CronJob:get,patch,update
        batch/v1/Job jobs job namespaced - create,delete,deletecollection,get,list,patch,update,watch all status:batch/v1/Job:get,patch,update
        certificates.k8s.io/v1/CertificateSigningRequest certificatesigningrequests certificatesigningrequest cluster csr create,delete,deletecollection,get,list,patch,update,watch - approval:certificates.k8s.io/v1/CertificateSigningRequest:get,patch,update;status:certificates.k8s.io/v1/CertificateSigningRequest:get,patch,update
        networking.k8s.io/v1/IngressClass ingressclasses ingressclass cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        networking.k8s.io/v1/Ingress ingresses ingress namespaced ing create,delete,deletecollection,get,list,patch,update,watch - status:networking.k8s.io/v1/Ingress:get,patch,update
        networking.k8s.io/v1/IPAddress ipaddresses ipaddress cluster ip create,delete,deletecollection,get,list,patch,update,watch - -
        networking.k8s.io/v1/NetworkPolicy networkpolicies networkpolicy namespaced netpol create,delete,deletecollection,get,list,patch,update,watch - -
        networking.k8s.io/v1/ServiceCIDR servicecidrs servicecidr cluster - create,delete,deletecollection,get,list,patch,update,watch - status:networking.k8s.io/v1/ServiceCIDR:get,patch,update
        policy/v1/PodDisruptionBudget poddisruptionbudgets poddisruptionbudget namespaced pdb create,delete,deletecollection,get,list,patch,update,watch - status:policy/v1/PodDisruptionBudget:get,patch,update
        rbac.authorization.k8s.io/v1/ClusterRoleBinding clusterrolebindings clusterrolebinding cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        rbac.authorization.k8s.io/v1/ClusterRole clusterroles clusterrole cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        rbac.authorization.k8s.io/v1/RoleBinding rolebindings rolebinding namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        rbac.authorization.k8s.io/v1/Role roles role namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        storage.k8s.io/v1/CSIDriver csidrivers csidriver cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        storage.k8s.io/v1/CSINode csinodes csinode cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        storage.k8s.io/v1/CSIStorageCapacity csistoragecapacities csistoragecapacity namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        storage.k8s.io/v1/StorageClass storageclasses storageclass cluster sc create,delete,deletecollection,get,list,patch,update,watch - -
        storage.k8s.io/v1/VolumeAttachment volumeattachments volumeattachment cluster - create,delete,deletecollection,get,list,patch,update,watch - status:storage.k8s.io/v1/VolumeAttachment:get,patch,update
        storage.k8s.io/v1/VolumeAttributesClass volumeattributesclasses volumeattributesclass cluster vac create,delete,deletecollection,get,list,patch,update,watch - -
        admissionregistration.k8s.io/v1/MutatingAdmissionPolicy mutatingadmissionpolicies mutatingadmissionpolicy cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions -
        admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings mutatingadmissionpolicybinding cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions -
        admissionregistration.k8s.io/v1/MutatingWebhookConfiguration mutatingwebhookconfigurations mutatingwebhookconfiguration cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions -
        admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy validatingadmissionpolicies validatingadmissionpolicy cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions status:admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy:get,patch,update
        admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings validatingadmissionpolicybinding cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions -
        admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration validatingwebhookconfigurations validatingwebhookconfiguration cluster - create,delete,deletecollection,get,list,patch,update,watch api-extensions -
        apiextensions.k8s.io/v1/CustomResourceDefinition customresourcedefinitions customresourcedefinition cluster crd,crds create,delete,deletecollection,get,list,patch,update,watch api-extensions status:apiextensions.k8s.io/v1/CustomResourceDefinition:get,patch,update
        scheduling.k8s.io/v1/PriorityClass priorityclasses priorityclass cluster pc create,delete,deletecollection,get,list,patch,update,watch - -
        coordination.k8s.io/v1/Lease leases lease namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        node.k8s.io/v1/RuntimeClass runtimeclasses runtimeclass cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        discovery.k8s.io/v1/EndpointSlice endpointslices endpointslice namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        resource.k8s.io/v1/DeviceClass deviceclasses deviceclass cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        resource.k8s.io/v1/ResourceClaim resourceclaims resourceclaim namespaced - create,delete,deletecollection,get,list,patch,update,watch - status:resource.k8s.io/v1/ResourceClaim:get,patch,update
        resource.k8s.io/v1/ResourceClaimTemplate resourceclaimtemplates resourceclaimtemplate namespaced - create,delete,deletecollection,get,list,patch,update,watch - -
        resource.k8s.io/v1/ResourceSlice resourceslices resourceslice cluster - create,delete,deletecollection,get,list,patch,update,watch - -
        flowcontrol.apiserver.k8s.io/v1/FlowSchema flowschemas flowschema cluster - create,delete,deletecollection,get,list,patch,update,watch - status:flowcontrol.apiserver.k8s.io/v1/FlowSchema:get,patch,update
        flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration prioritylevelconfigurations prioritylevelconfiguration cluster - create,delete,deletecollection,get,list,patch,update,watch - status:flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration:get,patch,update
        """#
}
