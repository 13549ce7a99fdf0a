import PuppetCompiler
import Testing

struct EnvironmentConfigurationTests {
    @Test func readsWhatPuppetReads() {
        let configuration = EnvironmentConfiguration(
            text: "# comment\nmodulepath = site:modules:$basemodulepath\nmanifest='manifests/site.pp'\nunknown = x\n")
        #expect(configuration.modulepath == ["site", "modules", "$basemodulepath"])
        #expect(configuration.manifest == "manifests/site.pp")
    }

    @Test func moduleFoldersStayInTheCodedir() {
        let configuration = EnvironmentConfiguration(
            text: "modulepath = modules:../../../etc:/etc/modules:$basemodulepath")
        let folders = configuration.moduleFolders(environmentRoot: "environments/x", baseFolders: ["modules"])
        #expect(folders == ["environments/x/modules", "modules"])
    }

    @Test(arguments: [("feature/x-1", "feature_x_1"), ("production", "production"), ("a.b", "a_b")])
    func branchesMapAsR10kDoes(branch: String, environment: String) {
        #expect(EnvironmentName.ofBranch(branch) == environment)
        #expect(EnvironmentName.isValid(environment))
    }
}
