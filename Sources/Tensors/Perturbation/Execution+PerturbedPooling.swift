// Pooling under a perturbation: windows, and places in a window, in their seeded orders.

extension Execution {
    func perturbedMaxPoolGradient(
        _ shape: PoolingShape,
        upstream: UnsafePointer<Float>,
        places: UnsafePointer<Int32>,
        into out: UnsafeMutablePointer<Float>
    ) {
        let windows = shape.outHeight * shape.outWidth
        let order = order(of: windows)?.places ?? []
        out.update(repeating: 0, count: shape.inputCount)
        for plane in 0..<shape.planes {
            for window in order {
                let index = plane * windows + Int(window)
                guard places[index] >= 0 else { continue }
                out[plane * shape.height * shape.width + Int(places[index])] += upstream[index]
            }
        }
    }

    func perturbedAveragePool(
        _ shape: PoolingShape,
        input: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        let (windows, area) = (shape.outHeight * shape.outWidth, shape.windowArea)
        let order = order(of: area)?.places ?? []
        for index in 0..<shape.planes * windows {
            let (plane, window) = index.quotientAndRemainder(dividingBy: windows)
            let elements = input + plane * shape.height * shape.width
            let places = order.compactMap { shape.place(Int($0), inWindow: window) }
            out[index] = places.reduce(0) { $0 + elements[$1] } / Float(area)
        }
    }

    func perturbedAveragePoolGradient(
        _ shape: PoolingShape,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        let (windows, area) = (shape.outHeight * shape.outWidth, shape.windowArea)
        let order = order(of: windows)?.places ?? []
        out.update(repeating: 0, count: shape.inputCount)
        for plane in 0..<shape.planes {
            let gradients = out + plane * shape.height * shape.width
            for window in order {
                let share = upstream[plane * windows + Int(window)] / Float(area)
                for element in 0..<area {
                    guard let place = shape.place(element, inWindow: Int(window)) else { continue }
                    gradients[place] += share
                }
            }
        }
    }
}

extension PoolingShape {
    fileprivate var windowArea: Int { windowHeight * windowWidth }

    /// Where an element of a window lies in the plane; nothing in the padding.
    fileprivate func place(_ element: Int, inWindow window: Int) -> Int? {
        let (outY, outX) = window.quotientAndRemainder(dividingBy: outWidth)
        let (row, column) = element.quotientAndRemainder(dividingBy: windowWidth)
        let y = outY * strideY + row - paddingY
        let x = outX * strideX + column - paddingX
        guard (0..<height).contains(y), (0..<width).contains(x) else { return nil }
        return y * width + x
    }
}
