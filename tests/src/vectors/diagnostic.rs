//! CBOR in diagnostic notation (RFC 8949 §8), so that a vector can be read.

use ciborium::Value;
use kith_protocol::cbor;

/// The notation of one value.
pub(super) fn diagnostic(bytes: &[u8]) -> String {
    let value: Value = cbor::decode(bytes, usize::MAX).expect("one value");
    of(&value)
}

fn of(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::Integer(number) => i128::from(*number).to_string(),
        Value::Bytes(bytes) => format!("h'{}'", hex::encode(bytes)),
        Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::Bool(is) => is.to_string(),
        Value::Null => "null".to_owned(),
        Value::Array(items) => format!("[{}]", list(items.iter().map(of).collect())),
        Value::Map(pairs) => {
            let pairs = pairs.iter().map(|(k, v)| format!("{}: {}", of(k), of(v)));
            format!("{{{}}}", list(pairs.collect()))
        }
        other => panic!("Kith writes no {other:?}"),
    }
}
