/// What a node of a graph computes, by name; `OperatorTable.swift` has a line for each.
public enum OperatorKind: String, CaseIterable, Hashable, Sendable {
    // Products.
    case product, productTransposedRight, productTransposedLeft

    // Element by element, two values or one; the gradients read what their function read or wrote.
    case add, subtract, multiply, divide
    case scale, shift
    case relu, gelu, silu, tanh, sigmoid, exp, log, sqrt, rsqrt, negate, square
    case reluGradient, geluGradient, siluGradient, tanhGradient, sigmoidGradient, expGradient
    case logGradient, sqrtGradient, rsqrtGradient, squareGradient
    case addBias
    case `where`
    case above
    case dropout

    // Along an axis.
    case sum, mean, max, maxGradient, columnSums, expand, spread
    case softmax, softmaxGradient, logSoftmax, logSoftmaxGradient

    // Losses.
    case softmaxCrossEntropy, softmaxCrossEntropyGradient
    case meanSquaredError, meanSquaredErrorGradient

    // Normalisation.
    case layerNorm, layerNormGradient
    case rmsNorm, rmsNormGradient
    case batchNorm, batchNormInference, batchNormGradient

    // Other places for the same elements.
    case reshape, permute, slice, sliceGradient, concatenate
    case indices, gather, gatherGradient

    // Images, as samples by channels by rows by columns.
    case convolution, convolutionInputGradient, convolutionWeightGradient, channelSums
    case maxPool, maxPoolGradient, averagePool, averagePoolGradient

    // Sequences.
    case attention, attentionGradient

    // What a step does with gradients, and to its parameters in place.
    case accumulate, clipFactor
    case momentumUpdate, descentUpdate, nesterovUpdate, adamUpdate, adamWUpdate
}
