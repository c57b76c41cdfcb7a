use serde::{Deserialize, Serialize};

use super::Value;

/// The cells of one column.
#[derive(Debug)]
pub enum Column {
    /// So many nulls.
    Nulls(usize),
    /// Truths and nulls.
    Bools(Vec<Option<bool>>),
    /// Whole numbers and nulls.
    Ints(IntColumn),
    /// Text and nulls, in one buffer.
    Text(TextColumn),
    /// Anything else, a value a cell.
    Values(Vec<Value>),
}

impl Column {
    /// How many cells there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Nulls(count) => *count,
            Self::Bools(cells) => cells.len(),
            Self::Ints(column) => column.len(),
            Self::Text(column) => column.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a cell.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[must_use]
    pub fn get(&self, index: usize) -> Value {
        match self {
            Self::Nulls(count) => {
                assert!(index < *count, "there is such a cell");
                Value::Null
            }
            Self::Bools(cells) => cells[index].map_or(Value::Null, Value::Bool),
            Self::Ints(column) => column.get(index).map_or(Value::Null, Value::Int),
            Self::Text(column) => column.get(index).map_or(Value::Null, Value::from),
            Self::Values(values) => values[index].clone(),
        }
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Nulls(_) => 0,
            Self::Bools(cells) => cells.len(),
            Self::Ints(column) => column.size(),
            Self::Text(column) => column.size(),
            Self::Values(values) => values.iter().map(Value::size).sum(),
        }
    }
}

/// Collects the cells of a column in the form that takes the least room.
#[derive(Debug)]
pub struct ColumnBuilder(Column);

impl Default for ColumnBuilder {
    fn default() -> Self {
        Self::of_nulls(0)
    }
}

impl ColumnBuilder {
    /// Begins with so many nulls.
    #[must_use]
    pub const fn of_nulls(count: usize) -> Self {
        Self(Column::Nulls(count))
    }

    /// Appends a cell.
    pub fn push(&mut self, value: Value) {
        match (&mut self.0, value) {
            (Column::Nulls(count), Value::Null) => *count += 1,
            (Column::Bools(cells), Value::Null) => cells.push(None),
            (Column::Bools(cells), Value::Bool(truth)) => cells.push(Some(truth)),
            (Column::Ints(column), Value::Null) => column.push(None),
            (Column::Ints(column), Value::Int(int)) => column.push(Some(int)),
            (Column::Text(column), Value::Null) => column.push(None),
            (Column::Text(column), Value::Text(text)) if column.has_room_for(&text) => {
                column.push(Some(&text));
            }
            (Column::Values(values), value) => values.push(value),
            (_, value) => {
                self.make_fit(&value);
                self.push(value);
            }
        }
    }

    /// Turns what is there into a column that can hold such a value, too.
    fn make_fit(&mut self, value: &Value) {
        self.0 = match (&self.0, value) {
            (Column::Nulls(count), Value::Bool(_)) => Column::Bools(vec![None; *count]),
            (Column::Nulls(count), Value::Int(int)) => {
                Column::Ints(IntColumn::of_nulls(*count, *int))
            }
            (Column::Nulls(count), Value::Text(_)) => Column::Text(TextColumn::of_nulls(*count)),
            (column, _) => {
                Column::Values((0..column.len()).map(|index| column.get(index)).collect())
            }
        };
    }

    /// The column.
    #[must_use]
    pub fn finish(self) -> Column {
        match self.0 {
            Column::Ints(column) => Column::Ints(column.packed()),
            Column::Text(mut column) => {
                column.text.shrink_to_fit();
                Column::Text(column)
            }
            column => column,
        }
    }
}

/// The places of nulls, in order. A column has fewer than 2³² cells.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Nulls(Vec<u32>);

impl Nulls {
    fn upto(count: usize) -> Self {
        Self((0..place(count)).collect())
    }

    fn push(&mut self, index: usize) {
        self.0.push(place(index));
    }

    fn contains(&self, index: usize) -> bool {
        self.0.binary_search(&place(index)).is_ok()
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).expect("a column has fewer than 2^32 cells")
}

/// Whole numbers, each as its distance from the least one where that is smaller than the number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IntColumn {
    least: i64,
    distances: Distances,
    nulls: Nulls,
}

/// In the narrowest of these that holds them all.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Distances {
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Words(Vec<u32>),
    /// The numbers themselves: `least` is 0.
    Whole(Vec<i64>),
}

impl IntColumn {
    /// So many nulls, with a number in the place of each that keeps the distances short.
    fn of_nulls(count: usize, number: i64) -> Self {
        Self {
            least: 0,
            distances: Distances::Whole(vec![number; count]),
            nulls: Nulls::upto(count),
        }
    }

    /// # Panics
    /// If the column is packed already.
    fn push(&mut self, cell: Option<i64>) {
        let Distances::Whole(ints) = &mut self.distances else {
            unreachable!("only a finished column is packed")
        };
        if cell.is_none() {
            self.nulls.push(ints.len());
        }
        // In the place of a null its neighbour keeps the distances short, too.
        let neighbour = ints.last().copied();
        ints.push(cell.or(neighbour).unwrap_or_default());
    }

    const fn len(&self) -> usize {
        match &self.distances {
            Distances::Bytes(distances) => distances.len(),
            Distances::Shorts(distances) => distances.len(),
            Distances::Words(distances) => distances.len(),
            Distances::Whole(ints) => ints.len(),
        }
    }

    fn get(&self, index: usize) -> Option<i64> {
        let distance = match &self.distances {
            Distances::Bytes(distances) => distances[index].into(),
            Distances::Shorts(distances) => distances[index].into(),
            Distances::Words(distances) => distances[index].into(),
            Distances::Whole(ints) => ints[index],
        };
        (!self.nulls.contains(index)).then(|| self.least + distance)
    }

    fn size(&self) -> usize {
        let width = match &self.distances {
            Distances::Bytes(_) => 1,
            Distances::Shorts(_) => 2,
            Distances::Words(_) => 4,
            Distances::Whole(_) => 8,
        };
        self.len() * width + self.nulls.0.len() * 4
    }

    fn packed(self) -> Self {
        let Distances::Whole(ints) = &self.distances else {
            return self;
        };
        let least = ints.iter().copied().min().unwrap_or_default();
        let distances = narrow(ints, least, Distances::Bytes)
            .or_else(|| narrow(ints, least, Distances::Shorts))
            .or_else(|| narrow(ints, least, Distances::Words));
        match distances {
            Some(distances) => Self {
                least,
                distances,
                nulls: self.nulls,
            },
            None => self,
        }
    }
}

/// The distances from the least number, unless one is too great.
fn narrow<N: TryFrom<i64>>(
    ints: &[i64],
    least: i64,
    distances: fn(Vec<N>) -> Distances,
) -> Option<Distances> {
    let narrowed = ints
        .iter()
        .map(|int| N::try_from(int.checked_sub(least)?).ok());
    narrowed.collect::<Option<_>>().map(distances)
}

/// Text cells end to end in one buffer: four bytes and a bit a cell beside the text itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TextColumn {
    text: String,
    ends: Vec<u32>,
    nulls: Nulls,
}

impl TextColumn {
    fn of_nulls(count: usize) -> Self {
        Self {
            text: String::new(),
            ends: vec![0; count],
            nulls: Nulls::upto(count),
        }
    }

    /// Appends a cell; none is a null.
    ///
    /// # Panics
    /// If the column grows past 4 GiB: tables are built in chunks far below that.
    pub fn push(&mut self, cell: Option<&str>) {
        match cell {
            Some(cell) => self.text.push_str(cell),
            None => self.nulls.push(self.ends.len()),
        }
        self.ends
            .push(u32::try_from(self.text.len()).expect("a column holds less than 4 GiB"));
    }

    /// The text of a cell, or none for a null.
    ///
    /// # Panics
    /// If there is no such cell.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        if self.nulls.contains(index) {
            return None;
        }
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..self.ends[index] as usize])
    }

    const fn len(&self) -> usize {
        self.ends.len()
    }

    fn has_room_for(&self, cell: &str) -> bool {
        u32::try_from(self.text.len() + cell.len()).is_ok()
    }

    fn size(&self) -> usize {
        self.text.len() + (self.ends.len() + self.nulls.0.len()) * 4
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            (-3..300_i64).prop_map(Value::Int),
            "[a-zß]{0,5}".prop_map(Value::from),
            any::<bool>().prop_map(Value::Bool),
        ]
    }

    proptest! {
        #[test]
        fn a_column_gives_what_was_put_in(
            kind in 0..5_usize,
            cells in prop::collection::vec(cell(), 0..40),
        ) {
            // Of all kinds, or of one and null: most columns are of one kind.
            let kept: Vec<_> = cells
                .into_iter()
                .filter(|cell| match kind {
                    0 => true,
                    1 => matches!(cell, Value::Null | Value::Int(-3..300)),
                    2 => matches!(cell, Value::Null | Value::Int(_)),
                    3 => matches!(cell, Value::Null | Value::Bool(_)),
                    _ => matches!(cell, Value::Null | Value::Text(_)),
                })
                .collect();
            let mut builder = ColumnBuilder::default();
            kept.iter().cloned().for_each(|cell| builder.push(cell));
            let column = builder.finish();
            let found: Vec<_> = (0..column.len()).map(|index| column.get(index)).collect();
            prop_assert_eq!(format!("{found:?}"), format!("{kept:?}"));
        }
    }

    #[test]
    fn numbers_near_each_other_take_few_bytes() {
        for (ints, size) in [
            (vec![7, 7, 7], 3),
            (vec![1_000_000_000_000, 1_000_000_004_095], 4),
            (vec![-5, 70_000], 8),
            (vec![i64::MIN, i64::MAX], 16),
        ] {
            let mut builder = ColumnBuilder::default();
            ints.iter().for_each(|int| builder.push(Value::Int(*int)));
            assert_eq!(builder.finish().size(), size, "{ints:?}");
        }
    }
}
