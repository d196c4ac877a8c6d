//! Identifiers cross as text: both languages compare and hash it, and neither does so with bytes.

use kith_core::{
    ids::{AccountId, CircleId, ConversationId, InvitationId, MessageId, PersonId, RoomId},
    store::rows::{EventRow, LaterId},
};

/// An id that is not hexadecimal, or not as long as it should be: a mistake of the app.
#[derive(Debug, thiserror::Error)]
#[error("this is not an id")]
struct NotAnId;

fn read<const N: usize>(text: &str) -> Result<[u8; N], NotAnId> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnId)?;
    Ok(bytes)
}

uniffi::custom_type!(CircleId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(CircleId(read(&text)?)),
});
uniffi::custom_type!(ConversationId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(ConversationId(read(&text)?)),
});
uniffi::custom_type!(RoomId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(RoomId(read(&text)?)),
});
uniffi::custom_type!(PersonId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(PersonId(read(&text)?)),
});
uniffi::custom_type!(InvitationId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(InvitationId(read(&text)?)),
});
uniffi::custom_type!(MessageId, String, {
    remote,
    lower: |id| hex::encode(id.0),
    try_lift: |text| Ok(MessageId(read(&text)?)),
});
uniffi::custom_type!(AccountId, i64, {
    remote,
    lower: |id| id.0,
    try_lift: |row| Ok(AccountId(row)),
});
uniffi::custom_type!(EventRow, i64, {
    remote,
    lower: |row| row.0,
    try_lift: |row| Ok(EventRow(row)),
});
uniffi::custom_type!(LaterId, i64, {
    remote,
    lower: |id| id.0,
    try_lift: |id| Ok(LaterId(id)),
});
