import Proofs
import Training

/// Ways to make up a run from honest states.
enum Forgery {
    /// Real ends, straight lines between them.
    static func interpolation(of states: [ModelState], in world: World) throws -> [ModelState] {
        let last = states.count - 1
        return try states.indices.map { index in
            if index == 0 || index == last { return states[index] }
            return try between(
                states[0],
                states[last],
                Float(index) / Float(last),
                step: states[index].step,
                in: world
            )
        }
    }

    /// A point on the line between two states.
    static func between(
        _ start: ModelState,
        _ end: ModelState,
        _ share: Float,
        step: Int,
        in world: World
    ) throws -> ModelState {
        func mix(_ left: [[Float]], _ right: [[Float]]) -> [[Float]] {
            zip(left, right).map { zip($0, $1).map { $0 + share * ($1 - $0) } }
        }
        return try world.state(
            parameters: mix(start.parameters.vectors, end.parameters.vectors),
            momenta: mix(start.slots.vectors, end.slots.vectors),
            step: step
        )
    }
}
