import ArgumentParser
import Host
import JSON
import JSONRPC

/// `assay call`.
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call a method of a running host and print its result.",
        discussion: """
            Values are read as the method's schema says: a string where it wants one, JSON \
            elsewhere. Exit codes: 0 for a result, 1 for an error (printed to standard error), 2 \
            where no host answers, 3 for a wrong command line.

              assay call network.status
              assay call participant.transfer to=bob amount=5 as=alice
            """
    )

    @Argument(help: "The method, such as host.ping.")
    var method: String

    @Argument(help: "The parameters, each as key=value.")
    var parameters: [String] = []

    @OptionGroup var places: HomeOptions

    func run() async throws {
        let catalogue = try MethodCatalogue.standard()
        let params = try CallParameters(method: method, catalogue: catalogue).parse(parameters)
        do {
            let client = try await Client.connect(to: places.socketPath)
            print(try await client.call(method, .object(params)).prettyText)
            await client.close()
        } catch .refused(let error) {
            StandardError.write(error.json.prettyText)
            ExitStatus.failure.exit()
        } catch {
            StandardError.write("assay: \(error)")
            ExitStatus.noHost.exit()
        }
    }
}
