//! A message's picture: drawn, and sent along with it.
//!
//! Lives here: the one rule that a picture never stops a message. Must not live here: what a picture shows.

use report::picture::Picture;
use serde_json::{Value, json};
use serenity::{
    builder::CreateAttachment,
    http::{LightMethod, Route},
};

use crate::http::{DiscordHttp, Fault};

/// Sends a message's body with its picture; without it where it cannot be drawn, or where Discord takes the
/// message but not the picture.
pub(crate) async fn send(
    http: &DiscordHttp,
    method: LightMethod,
    route: Route<'_>,
    body: Value,
    picture: Option<&Picture>,
) -> Result<Value, Fault> {
    if let Some(picture) = picture
        && let Some(file) = drawn(picture).await
    {
        let enclosing = enclosing(body.clone(), picture);
        match http.send_with(method, route, &enclosing, file).await {
            Err(fault @ (Fault::Refused { .. } | Fault::Forbidden { .. })) => {
                let picture = picture.file_name();
                tracing::warn!(picture, %fault, "a message goes without its picture");
            }
            sent => return sent,
        }
    }
    http.send(method, route, &body).await
}

/// The picture's file. Drawing is work for a processor, so it does not hold up what waits for the network; nor does
/// a drawing that breaks off.
async fn drawn(picture: &Picture) -> Option<CreateAttachment> {
    let name = picture.file_name();
    let owned = picture.clone();
    let why = match tokio::task::spawn_blocking(move || owned.png()).await {
        Ok(Ok(png)) => return Some(CreateAttachment::bytes(png, name)),
        Ok(Err(fault)) => fault.to_string(),
        Err(broken_off) => broken_off.to_string(),
    };
    tracing::warn!(picture = name, why, "a message goes without its picture");
    None
}

/// The body that names the file, says what it shows, and has it stand in the embed.
fn enclosing(mut body: Value, picture: &Picture) -> Value {
    let name = picture.file_name();
    if let Some(embed) = body.pointer_mut("/embeds/0") {
        embed["image"] = json!({ "url": format!("attachment://{name}") });
    }
    body["attachments"] = json!([{ "id": "0", "filename": name, "description": picture.alt }]);
    body
}
