use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio_postgres::types::{Format, Type as PgType};

use super::{binary::Encoding, bind::Bound};
use crate::{connect::database::StatementFailure, value::Value};

/// Rows in the binary form of COPY: the number of fields, then each field behind its length.
#[derive(Clone)]
pub(in super::super) struct RowBatch {
    columns: Arc<[Column]>,
    rows: BytesMut,
    len: usize,
}

/// A column of a batch.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) encoding: Encoding,
    /// The type of arrays of its values.
    pub(super) array: PgType,
}

/// The most rows of a statement.
const ROWS: usize = 4096;

/// No row is added to those that take so many bytes.
const BYTES: usize = 1 << 20;

/// What COPY's binary form begins and ends with.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: &[u8] = &[0xff, 0xff];

impl RowBatch {
    pub(super) fn new(columns: Arc<[Column]>) -> Self {
        Self {
            columns,
            rows: BytesMut::new(),
            len: 0,
        }
    }

    pub(in super::super) fn like(&self) -> Self {
        Self::new(Arc::clone(&self.columns))
    }

    pub(in super::super) const fn len(&self) -> usize {
        self.len
    }

    pub(in super::super) fn size(&self) -> usize {
        self.rows.len()
    }

    pub(in super::super) fn is_full(&self) -> bool {
        self.len >= ROWS || self.rows.len() >= BYTES
    }

    pub(in super::super) fn push(&mut self, values: &[Value]) -> Result<(), StatementFailure> {
        let start = self.rows.len();
        self.rows
            .put_u16(u16::try_from(self.columns.len()).unwrap_or(u16::MAX));
        for (index, (value, column)) in values.iter().zip(&*self.columns).enumerate() {
            if let Err(failure) = column.encoding.write(value, &mut self.rows) {
                self.rows.truncate(start);
                let index = index + 1;
                return Err(StatementFailure::Parameter { index, failure });
            }
        }
        self.len += 1;
        Ok(())
    }

    /// Whether COPY can take the rows: every value is in the binary form of its type.
    pub(super) fn is_binary(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.all(|column| matches!(column.encoding, Encoding::Binary(_)))
    }

    /// The rows as COPY takes them.
    pub(super) fn copy_data(&self) -> Bytes {
        let mut data = BytesMut::with_capacity(HEADER.len() + self.rows.len() + TRAILER.len());
        data.put_slice(HEADER);
        data.put_slice(&self.rows);
        data.put_slice(TRAILER);
        data.freeze()
    }

    /// Each column as an array.
    pub(super) fn arrays(&self) -> Vec<Bound> {
        let mut arrays: Vec<_> = self
            .columns
            .iter()
            .map(|column| Array::new(&column.encoding, self.len))
            .collect();
        let mut rest = &self.rows[..];
        for _ in 0..self.len {
            rest.advance(2);
            for array in &mut arrays {
                let length = rest.get_i32();
                let field = usize::try_from(length).ok().map(|length| {
                    let (field, behind) = rest.split_at(length);
                    rest = behind;
                    field
                });
                array.push(field);
            }
        }
        arrays.into_iter().map(Array::finish).collect()
    }

    /// The types of the arrays.
    pub(super) fn array_types(&self) -> Vec<PgType> {
        let types = self.columns.iter().map(|column| column.array.clone());
        types.collect()
    }
}

impl std::fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowBatch")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// A column's values as an array of one dimension. Has no `Debug`: what it holds may come from a secret.
struct Array {
    format: Format,
    bytes: BytesMut,
}

impl Array {
    fn new(encoding: &Encoding, len: usize) -> Self {
        let mut bytes = BytesMut::new();
        let format = match encoding {
            Encoding::Binary(ty) => {
                let len = i32::try_from(len).unwrap_or(i32::MAX);
                // One dimension, nulls possible, the items' type, how many there are, the first one's index.
                bytes.put_i32(1);
                bytes.put_i32(1);
                bytes.put_u32(ty.oid());
                bytes.put_i32(len);
                bytes.put_i32(1);
                Format::Binary
            }
            Encoding::Text(_) => {
                bytes.put_u8(b'{');
                Format::Text
            }
        };
        Self { format, bytes }
    }

    fn push(&mut self, field: Option<&[u8]>) {
        match self.format {
            Format::Binary => match field {
                Some(field) => {
                    self.bytes
                        .put_i32(i32::try_from(field.len()).unwrap_or(i32::MAX));
                    self.bytes.put_slice(field);
                }
                None => self.bytes.put_i32(-1),
            },
            Format::Text => self.push_text(field),
        }
    }

    fn push_text(&mut self, field: Option<&[u8]>) {
        if self.bytes.len() > 1 {
            self.bytes.put_u8(b',');
        }
        let Some(field) = field else {
            self.bytes.put_slice(b"NULL");
            return;
        };
        self.bytes.put_u8(b'"');
        for byte in field {
            if matches!(byte, b'"' | b'\\') {
                self.bytes.put_u8(b'\\');
            }
            self.bytes.put_u8(*byte);
        }
        self.bytes.put_u8(b'"');
    }

    fn finish(mut self) -> Bound {
        match self.format {
            Format::Binary => Bound::Bytes(self.bytes.freeze()),
            Format::Text => {
                self.bytes.put_u8(b'}');
                let text = String::from_utf8(self.bytes.into());
                Bound::Text(text.expect("it is put together of texts"))
            }
        }
    }
}
