/// The pixels of an output in tiles, by the sizes alone: some whole pictures, or a part of one that is about square.
struct PictureTiles {
    struct Tile {
        let images: Range<Int>
        let rows: Range<Int>
        let columns: Range<Int>

        var pixels: Int { images.count * rows.count * columns.count }
    }

    let batch: Int
    let height: Int
    let width: Int
    /// At most so many pictures, rows and columns are in a tile.
    let images: Int
    let rows: Int
    let columns: Int

    /// Tiles of at most about `pixels` pixels.
    init(batch: Int, height: Int, width: Int, pixels: Int) {
        self.batch = batch
        self.height = height
        self.width = width
        if height * width <= pixels {
            (rows, columns) = (height, width)
            images = max(pixels / max(height * width, 1), 1)
        } else {
            images = 1
            let side = Blocking.pixelColumns
            columns = (width + (width + side - 1) / side - 1) / ((width + side - 1) / side)
            let fitting = max(pixels / columns, 1)
            let parts = (height + fitting - 1) / fitting
            rows = (height + parts - 1) / parts
        }
    }

    var count: Int { imageTiles * rowTiles * columnTiles }

    private var imageTiles: Int { (batch + images - 1) / images }
    private var rowTiles: Int { (height + rows - 1) / rows }
    private var columnTiles: Int { (width + columns - 1) / columns }

    subscript(_ index: Int) -> Tile {
        let image = index / (rowTiles * columnTiles) * images
        let row = index / columnTiles % rowTiles * rows
        let column = index % columnTiles * columns
        return Tile(
            images: image..<min(image + images, batch), rows: row..<min(row + rows, height),
            columns: column..<min(column + columns, width))
    }
}
