import PuppetCompiler
import Testing

struct FileTreeTests {
    private let tree = FileTree([
        "environments/production/hiera.yaml": [1], "environments/production/data/a.yaml": [2],
        "environments/production/data/b.yaml": [3], "environments/production/data/deep/c.yaml": [4],
        "environments/production2/x": [5], "modules/web/manifests/init.pp": [6],
    ])

    @Test(arguments: [
        ("a/./b/../c", "a/c"), ("a//b", "a/b"), ("a/..", ""), ("./a", "a"),
    ])
    func normalizes(path: String, expected: String) {
        #expect(FileTree.normalize(path) == expected)
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../../x"])
    func refusesPathsThatLeadOut(path: String) {
        #expect(FileTree.normalize(path) == nil)
        #expect(tree[path: path] == nil)
    }

    @Test func readsThroughDots() {
        #expect(tree[path: "environments/production/data/../hiera.yaml"] == [1])
    }

    @Test func listsOneFolderOnly() {
        #expect(tree.names(in: "environments/production") == ["data", "hiera.yaml"])
        #expect(tree.names(in: "environments") == ["production", "production2"])
        #expect(tree.isDirectory("modules/web"))
        #expect(!tree.isDirectory("modules/web/manifests/init.pp"))
    }

    @Test(arguments: [
        ("environments/production/data/*.yaml", ["a.yaml", "b.yaml"]),
        ("environments/production/data/**/*.yaml", ["a.yaml", "b.yaml", "deep/c.yaml"]),
        ("environments/production/data/{b,deep/c}.yaml", ["b.yaml", "deep/c.yaml"]),
        ("environments/production/data/[a-a].yaml", ["a.yaml"]),
        ("environments/production/data/?.yaml", ["a.yaml", "b.yaml"]),
        ("environments/production/data/../../x", []),
    ])
    func globs(pattern: String, expected: [String]) {
        #expect(tree.glob(pattern) == expected.map { "environments/production/data/\($0)" })
    }

    @Test func overlayWins() {
        let other = FileTree(["environments/production/hiera.yaml": [9]])
        #expect(tree.overlaid(by: other)[path: "environments/production/hiera.yaml"] == [9])
        #expect(other.moved(below: "x")[path: "x/environments/production/hiera.yaml"] == [9])
    }
}
