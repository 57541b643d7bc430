/// What `make` gives. A caller inside the package that breaks a rule stops the program, with the words that data
/// from outside would get as an error.
@inline(__always)
func trusted<Result>(_ make: () throws(TensorError) -> Result) -> Result {
    do {
        return try make()
    } catch {
        preconditionFailure(error.description)
    }
}
