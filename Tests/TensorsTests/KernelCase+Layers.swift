import Tensors

extension KernelCase {
    /// The kernels of images, sequences and copies.
    static let layers = [
        KernelCase(name: "convolution") { execution in
            ConvolutionCase.all.map { $0.forward(on: execution) }
        },
        KernelCase(name: "convolution input gradient") { execution in
            ConvolutionCase.all.map { $0.inputGradient(on: execution) }
        },
        KernelCase(name: "convolution weight gradient") { execution in
            ConvolutionCase.all.map { $0.weightGradient(on: execution) }
        },
        KernelCase(name: "convolution bias gradient") { execution in
            ConvolutionCase.all.map { $0.biasGradient(on: execution) }
        },
        KernelCase(name: "max pool") { execution in
            PoolingCase.all.map { $0.largest(on: execution).values }
        },
        KernelCase(name: "max pool gradient") { execution in
            PoolingCase.all.map { $0.largestGradient(on: execution) }
        },
        KernelCase(name: "average pool") { execution in
            PoolingCase.all.map { $0.average(on: execution) }
        },
        KernelCase(name: "average pool gradient") { execution in
            PoolingCase.all.map { $0.averageGradient(on: execution) }
        },
        KernelCase(name: "attention") { execution in
            AttentionCase.all.flatMap { test in
                let (out, statistics) = test.forward(on: execution)
                return [out, statistics]
            }
        },
        KernelCase(name: "attention gradient") { execution in
            AttentionCase.all.map { $0.gradient(on: execution) }
        },
        KernelCase(name: "copy") { execution in
            CopyCase.all.flatMap { [$0.permuted(on: execution), $0.cut(on: execution)] }
        },
    ]
}
