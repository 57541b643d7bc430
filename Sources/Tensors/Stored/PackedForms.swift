/// Forms of one weight that were made once, each for one set of kernels.
struct PackedForms {
    /// Bytes of all forms.
    var bytes: Int { 0 }
}
