import Digests
import JSON
import JSONRPC
import Network
import PluginKit

extension RPCError {
    init(service error: ServiceError) {
        switch error {
        case .noNetwork:
            self.init(
                .noNetwork,
                "There is no network in this home yet. Call network.create first."
            )
        case .noCustodian:
            self.init(
                .notAttested,
                "No key of this host may attest blobs. Ask one of the network's custodians to."
            )
        case .unknownParticipant(let text):
            self.init(
                .unknownParticipant,
                "Nobody named \"\(text)\" takes part. See participant.list for names and keys.",
                got: text
            )
        case .ambiguousParticipant(let text):
            self.init(
                .unknownParticipant,
                "Several participants are named \"\(text)\". Give the public key instead.",
                got: text
            )
        case .notPermitted(let identity, let permitted):
            self.init(identity: identity, permitted: permitted)
        case .fileNotPermitted(let path):
            self.init(
                .fileForbidden,
                "This connection may not name files of the host's machine. Send the content "
                    + "itself, or have the rule for this user say \"files\": true.",
                got: path
            )
        case .unknownTask(let id):
            self.init(.unknownTask, "There is no task \(id). See task.list.", got: id.hex)
        case .unknownRound(let id):
            self.init(.unknownRound, "There is no round \(id). See round.list.", got: id.hex)
        case .unknownContribution(let id):
            self.init(
                .unknownContribution,
                "There is no contribution \(id). See round.status.",
                got: id.hex
            )
        case .notCommitted(let block):
            self.init(
                .unknownContribution,
                "This identity has not committed to a contribution on block \(block). Call "
                    + "solver.contribute first.",
                got: "\(block)"
            )
        case .unknownChallenge(let id):
            self.init(
                .unknownChallenge,
                "There is no challenge \(id). See task.status.",
                got: id.hex
            )
        case .unknownClaim(let id):
            self.init(.unknownClaim, "There is no claim \(id). See judge.pending.", got: id.hex)
        case .notYet(let task, let text):
            self.init(
                .wrongPhase,
                "Task \(task.short) is not ready for this: \(text).",
                isRetryable: true
            )
        case .notYours(let text):
            self.init(.notAllowed, "This is somebody else's turn: \(text).")
        case .forgotten(let text):
            self.init(
                .wrongSecret,
                "This home does not have \(text). Call the host on which it was made."
            )
        case .malformedBlob(let blob, let text):
            self.init(
                .malformedTensorFile,
                "The blob \(blob) cannot be used: \(text).",
                got: blob.hex
            )
        case .specification(let text):
            self.init(.invalidSpecification, "The specification cannot be used: \(text).")
        case .dataset(let text):
            self.init(.invalidDataset, "The data set cannot be read: \(text).")
        case .interrupted(let step, let checkpoint):
            self.init(
                .cancelled,
                "The run was cancelled after step \(step). The same call with the checkpoint "
                    + "\(checkpoint.hex) goes on from there and ends in the same bits.",
                details: ["checkpoint": .hash(checkpoint)]
            )
        case .parameter(let pointer, let expected, let got):
            self.init(
                .invalidParameters,
                "Invalid params: \(pointer): expected \(expected), got \(got)",
                pointer: pointer,
                expected: expected,
                got: got
            )
        case .file(let path, let text):
            self.init(.fileUnreadable, "The file \(path) cannot be used: \(text).", got: path)
        case .malformedFile(let path, let text):
            self.init(.malformedTensorFile, "The file \(path) cannot be used: \(text).", got: path)
        case .unknownTensor(let name):
            self.init(
                .unknownTensor,
                "No tensor of this home is called \"\(name)\". See tensor.list.",
                got: name
            )
        case .tensorExists(let name):
            self.init(
                .tensorExists,
                "A tensor of this home is called \"\(name)\" already; choose another name, or say "
                    + "replace.",
                got: name
            )
        case .tensorsDiffer(let text):
            self.init(.shapeMismatch, "The tensors cannot be compared: \(text).")
        case .notFinite(let text):
            self.init(.notFinite, "JSON has no word for \(text); tensor.export writes a file.")
        case .tensorLimit(let limit):
            self.init(
                limit: limit.name,
                most: limit.most,
                message: limit.description,
                isRetryable: false
            )
        }
    }
}
