import Foundation
import PackagePlugin

/// Compiles every file of `rpc-schemas/` into the `Schemas` module, so that one program file
/// carries its own reference and never looks for a folder at run time.
@main
struct EmbedSchemasPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "rpc-schemas")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedSchemas.swift")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let schemas = (files?.compactMap { $0 as? URL } ?? [])
            .filter { $0.pathExtension == "json" }
            .sorted { $0.path < $1.path }
        return [
            .buildCommand(
                displayName: "Embedding \(schemas.count) method schemas",
                executable: try context.tool(named: "embed-schemas").url,
                arguments: [folder.path, output.path],
                inputFiles: schemas,
                outputFiles: [output]
            )
        ]
    }
}
