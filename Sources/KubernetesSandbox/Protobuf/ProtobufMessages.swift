/// The field numbers of the messages that kubectl sends in Kubernetes' protobuf form: it does so for what its `create`
/// commands make, and everything else it sends as JSON.
///
/// A line is a message: its name, then `number name type`. Types: `s` text, `i` number, `z` number that is left out
/// when zero, `b` boolean, `f` boolean that is left out when false, `y` bytes, `q` quantity, `x` number or text,
/// `t` time, a message's name; with `*` before it a list, with `@` a map from text.
enum ProtobufMessages {
    static let messages: [String: [Int: Field]] = {
        var result: [String: [Int: Field]] = [:]
        for line in table.split(separator: "\n") {
            let halves = line.split(separator: ":")
            guard halves.count == 2 else { continue }
            var fields: [Int: Field] = [:]
            for entry in halves[1].split(separator: ",") {
                let words = entry.split(separator: " ")
                guard words.count == 3, let number = Int(words[0]) else { continue }
                fields[number] = Field(name: String(words[1]), type: String(words[2]))
            }
            result[String(halves[0]).trimmingBlanks] = fields
        }
        return result
    }()

    struct Field: Sendable {
        let name: String
        let shape: Shape
        let type: String

        enum Shape: Sendable {
            case single, list, map
        }

        init(name: String, type: String) {
            self.name = name
            switch type.first {
            case "*": (shape, self.type) = (.list, String(type.dropFirst()))
            case "@": (shape, self.type) = (.map, String(type.dropFirst()))
            default: (shape, self.type) = (.single, type)
            }
        }
    }

    private static let table = """
        ObjectMeta: 1 name s, 2 generateName s, 3 namespace s, 5 uid s, 6 resourceVersion s, 7 generation z, 8 creationTimestamp t, 11 labels @s, 12 annotations @s, 13 ownerReferences *OwnerReference, 14 finalizers *s
        OwnerReference: 1 kind s, 3 name s, 4 uid s, 5 apiVersion s, 6 controller b, 7 blockOwnerDeletion b
        LabelSelector: 1 matchLabels @s, 2 matchExpressions *LabelSelectorRequirement
        LabelSelectorRequirement: 1 key s, 2 operator s, 3 values *s
        DeleteOptions: 1 gracePeriodSeconds i, 2 preconditions Preconditions, 3 orphanDependents b, 4 propagationPolicy s, 5 dryRun *s
        Preconditions: 1 uid s, 2 resourceVersion s
        Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec
        NamespaceSpec: 1 finalizers *s
        ConfigMap: 1 metadata ObjectMeta, 2 data @s, 3 binaryData @y, 4 immutable b
        Secret: 1 metadata ObjectMeta, 2 data @y, 3 type s, 4 stringData @s, 5 immutable b
        ServiceAccount: 1 metadata ObjectMeta, 3 imagePullSecrets *LocalObjectReference, 4 automountServiceAccountToken b
        LocalObjectReference: 1 name s
        Service: 1 metadata ObjectMeta, 2 spec ServiceSpec
        ServiceSpec: 1 ports *ServicePort, 2 selector @s, 3 clusterIP s, 4 type s, 5 externalIPs *s, 7 sessionAffinity s, 8 loadBalancerIP s, 10 externalName s, 11 externalTrafficPolicy s, 17 ipFamilyPolicy s, 18 clusterIPs *s, 19 ipFamilies *s, 22 internalTrafficPolicy s
        ServicePort: 1 name s, 2 protocol s, 3 port z, 4 targetPort x, 5 nodePort z, 6 appProtocol s
        ResourceQuota: 1 metadata ObjectMeta, 2 spec ResourceQuotaSpec
        ResourceQuotaSpec: 1 hard @q, 2 scopes *s
        Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec
        DeploymentSpec: 1 replicas i, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy, 5 minReadySeconds z, 6 revisionHistoryLimit i, 7 paused f, 9 progressDeadlineSeconds i
        DeploymentStrategy: 1 type s, 2 rollingUpdate RollingUpdateDeployment
        RollingUpdateDeployment: 1 maxUnavailable x, 2 maxSurge x
        PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
        PodSpec: 2 containers *Container, 3 restartPolicy s, 4 terminationGracePeriodSeconds i, 5 activeDeadlineSeconds i, 6 dnsPolicy s, 7 nodeSelector @s, 8 serviceAccountName s, 10 nodeName s
        Container: 1 name s, 2 image s, 3 command *s, 4 args *s, 5 workingDir s, 6 ports *ContainerPort, 7 env *EnvVar, 8 resources ResourceRequirements, 14 imagePullPolicy s
        ContainerPort: 1 name s, 2 hostPort z, 3 containerPort z, 4 protocol s, 5 hostIP s
        EnvVar: 1 name s, 2 value s
        ResourceRequirements: 1 limits @q, 2 requests @q
        Job: 1 metadata ObjectMeta, 2 spec JobSpec
        JobSpec: 1 parallelism i, 2 completions i, 3 activeDeadlineSeconds i, 4 selector LabelSelector, 5 manualSelector b, 6 template PodTemplateSpec, 7 backoffLimit i, 8 ttlSecondsAfterFinished i
        CronJob: 1 metadata ObjectMeta, 2 spec CronJobSpec
        CronJobSpec: 1 schedule s, 2 startingDeadlineSeconds i, 3 concurrencyPolicy s, 4 suspend b, 5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit i, 7 failedJobsHistoryLimit i, 8 timeZone s
        JobTemplateSpec: 1 metadata ObjectMeta, 2 spec JobSpec
        Role: 1 metadata ObjectMeta, 2 rules *PolicyRule
        ClusterRole: 1 metadata ObjectMeta, 2 rules *PolicyRule, 3 aggregationRule AggregationRule
        AggregationRule: 1 clusterRoleSelectors *LabelSelector
        PolicyRule: 1 verbs *s, 2 apiGroups *s, 3 resources *s, 4 resourceNames *s, 5 nonResourceURLs *s
        RoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
        ClusterRoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
        Subject: 1 kind s, 2 apiGroup s, 3 name s, 4 namespace s
        RoleRef: 1 apiGroup s, 2 kind s, 3 name s
        PodDisruptionBudget: 1 metadata ObjectMeta, 2 spec PodDisruptionBudgetSpec
        PodDisruptionBudgetSpec: 1 minAvailable x, 2 selector LabelSelector, 3 maxUnavailable x
        PriorityClass: 1 metadata ObjectMeta, 2 value i, 3 globalDefault f, 4 description s, 5 preemptionPolicy s
        Ingress: 1 metadata ObjectMeta, 2 spec IngressSpec
        IngressSpec: 1 defaultBackend IngressBackend, 2 tls *IngressTLS, 3 rules *IngressRule, 4 ingressClassName s
        IngressTLS: 1 hosts *s, 2 secretName s
        IngressRule: 1 host s, 2 + IngressRuleValue
        IngressRuleValue: 1 http HTTPIngressRuleValue
        HTTPIngressRuleValue: 1 paths *HTTPIngressPath
        HTTPIngressPath: 1 path s, 2 backend IngressBackend, 3 pathType s
        IngressBackend: 4 service IngressServiceBackend
        IngressServiceBackend: 1 name s, 2 port ServiceBackendPort
        ServiceBackendPort: 1 name s, 2 number z
        HorizontalPodAutoscaler: 1 metadata ObjectMeta, 2 spec HorizontalPodAutoscalerSpec
        HorizontalPodAutoscalerSpec: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas i, 3 maxReplicas z, 4 metrics *MetricSpec
        CrossVersionObjectReference: 1 kind s, 2 name s, 3 apiVersion s
        MetricSpec: 1 type s, 4 resource ResourceMetricSource
        ResourceMetricSource: 1 name s, 2 target MetricTarget
        MetricTarget: 1 type s, 2 value q, 3 averageValue q, 4 averageUtilization i
        Eviction: 1 metadata ObjectMeta, 2 deleteOptions DeleteOptions
        TokenRequest: 1 metadata ObjectMeta, 2 spec TokenRequestSpec
        TokenRequestSpec: 1 audiences *s, 4 expirationSeconds i
        SelfSubjectReview: 1 metadata ObjectMeta
        SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec SelfSubjectAccessReviewSpec
        SelfSubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
        ResourceAttributes: 1 namespace s, 2 verb s, 3 group s, 4 version s, 5 resource s, 6 subresource s, 7 name s
        NonResourceAttributes: 1 path s, 2 verb s
        SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec SelfSubjectRulesReviewSpec
        SelfSubjectRulesReviewSpec: 1 namespace s
        Lease: 1 metadata ObjectMeta, 2 spec LeaseSpec
        LeaseSpec: 1 holderIdentity s, 2 leaseDurationSeconds i, 5 leaseTransitions i
        """
}
