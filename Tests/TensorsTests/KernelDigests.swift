/// Digests of what this version's kernels compute.
///
/// A change here changes the outcome of every exact verification, so it needs a new engine name, not
/// new digests alone.
enum KernelDigests {
    static let golden: [String: String] = [
        "unary gelu": "b9909fc4a4535a3965613335ac411ab9cec05cf56653be607368a63dc3bb39c8",
        "unary relu": "52d2982c6b014827992979b6eb39206ff432990b5fe7769dbd54143b1ef447f7",
        "unary tanh": "20c673420aad33649d066c4193b84c01dd9421f7c722e8ef826d14840ab0e6c6",
        "unary silu": "d8d2008a9c751f35df253b81a0fdb11c7497859964140d3f3ca3d99949db244f",
        "unary sigmoid": "38159122102792c611c45291a391e7f3a46c1b7ddcf9b58f0ea0469200ce6230",
        "unary exponential": "05919a9a174964d14cb70d277883e8de3a6b7e008053c8e18875d714e11cb57c",
        "unary squareRoot": "284664905dfe25bad22515e47a7d7f5bfc2ee4b456a1bda66e858c2209ad976b",
        "unary logarithm": "0025fbdaaad77a189cbb1bc3a91e0c21def3a69283e8e174b5816dffc195ab4c",
        "unary negate": "d36dfaf2d2dbe6626043c06b4afef6292cf73af15a410296493d8ecf20730a6a",
        "unary reciprocalSquareRoot":
            "c2a5f615a04ed5265b4e39ac7deeae5e0d23c235dca3effb0a959c43e572309c",
        "unary square": "0a2f4d3aea5e19a47864d675479f3edd18e6559216417d5dd6af67c4f9e4e1cc",
        "binary add": "d034f56af670b2095e8da7b63d16c814a98d35551b92e59fcc60f2366c407893",
        "binary subtract": "ab62a84ad6f265dd149b7b6c5987238b825c65053b1e2e8d80c895e0a417f063",
        "binary multiply": "08dee8fa9ad59356ae4db314566395683138d62ad7709019060b6bb8e976ba6a",
        "binary divide": "4f557659b7c113037688a7c745680a48732afe29a65a09daa4fcc8c836c6371f",
        "reduction sum": "87847cad94de3920bf45b800c408cdccdd343fde351fefb952fb9793cfd15c55",
        "reduction mean": "ce9f9743af4cf7bceae54d345c8aab3fe772820d89ed5d4425d8bc8234918088",
        "reduction maximum": "80014db277cf96f8e4406d7e85cab400c5fb88ac48ebf254f56ed70f32f0c2d5",
        "softmax": "69c26bfe38674e99c04c89459579edf1939a1791cea67ebf437cb193d7b014dd",
        "maximum gradient": "3cb00f68dce85dde78ea2121c4b4f7f53d8a3b21aaf61b7557c3d05463114a71",
        "log softmax": "dbf1d21b2782e22893e8f7a3f8d53d6901bab7f352aabe1e27d2a64e6500fdc7",
        "layer norm": "e4f7198e462739243c63204b8cb3ed2744b4f7f24e010b37a45f1bb371bb7305",
        "rootMeanSquare norm": "dcd84a820972030b43b6400e0ff7ad7c45246940198deac1d9dc77d0056dc0d4",
        "batch norm in inference":
            "a9fae1758badb4f2fcbb02592584f42ef97139cfe4d5d81ff15b638a88824c58",
        "batch norm": "3448f13a2ce6945bcd5167fa9868d996aceeda9716aebf44451f18a60d102ccb",
        "dropout": "98ce95d27f4624a7a545649a2aacf8585838698fb262e01dcfc7bebe2ce6188d",
        "gather": "bebc192b49f09519cda0efbb70c737c5ec4e2852a8956c0175b260cbadfd4535",
        "gather gradient": "4ad78bbce1f2535f0ac309eb32328d91b272701d1663c7e98a5b753a420cebe1",
        "choose": "b848487938cc18ac39986eda82c3a4af98932940fda24e12038ccafee1766fee",
        "descent": "e95f2234ecba1f84a9ddb96c3e30f8a05ef0fe1eb45a7b2230ced3a0dfc6f8e8",
        "sum of squares": "18d62ed066bda3c06222bb76e8a51b64a03499310ca070855cd6f17312064a97",
        "mean squared error": "bc83cafb4912520fdfd31b524e4ba7fd00507986c818c630c83eaa4847ae79f6",
        "adam": "7006c5b98786e3ec6fcb41a8623337543270377bd504d7a79f72ec9e27481128",
        "convolution": "433c369ce5b2d01fec738e6378cbe688b6964d5c68d649b07b6d05eb82c9199e",
        "convolution input gradient":
            "c6b28c20d5a5db07fe623f21988c8414075ed56da80183bf2ebcd2243f2ddfe5",
        "convolution weight gradient":
            "186e3a48fd170e6ff9d58147c8f20e526d7547922bfe3db906b10b9561de1aff",
        "convolution bias gradient":
            "ac4985be74cda9e6cd390c39ab341be7bc59f5978b26bb8c5a83b9ef39fc85f0",
        "max pool": "e7bbbf802db9bd7d6427ae2f15c51f4738ab36eb263422320c5ab51c8aafd7d1",
        "max pool gradient": "d550ffedc8ce13ee5a5a194e235e1c6bb1f29e053575ed597065fb9dad674892",
        "average pool": "9de763de369c984ee911e695c3d5a0f27b9ee7ab1bf6b56758b375b80f44b25f",
        "average pool gradient":
            "dccc7b3c3ee8742e44d0ecfe36b1d53a174ea6b5aef0ebee9f6da47ad1cbde4d",
        "attention": "fb9f6bea67adc2aea2838d7e6ea7c55cb0d3c7db1974de0705a8d8de9fc429bf",
        "attention gradient":
            "ee8718234c4ebab53e8ba61ad7ff4a12fb538c8c0a36281d9915363516dc1a51",
        "copy": "6e05b747c6661ee3ca4a880cd8a218b4e525c86216f3b184fd868daf55ba7a9d",
    ]
}
