import Values

/// A node of the tree that both readers give: a value with the places of its keys and values.
public typealias RecipeNode = SourceNode
