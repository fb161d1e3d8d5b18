//! People at their clients, as a test or a demo moves them.
//!
//! Lives here: typing, pressing, choosing, writing, by id of member and message. Must not live here: what a client
//! can send.

use std::sync::Arc;

use super::Discord;
use super::answer::Interaction;
use super::person::{self, Press, Unsendable};
use super::slash::Stage;

impl Discord {
    /// Sends a slash command in the first channel, such as `/kpi funnel period:last-week`. Commands, options and
    /// choices go by their names, or by those in the member's language; a value with a name and colon in it stands in
    /// quotes.
    ///
    /// # Errors
    /// A real client could not send it: nothing like it is registered, a value does not fit, the member may not.
    pub fn slash(&self, member: u64, line: &str) -> Result<Interaction, Unsendable> {
        self.slash_in(member, self.first_channel(), line)
    }

    /// Sends a slash command in this channel.
    ///
    /// # Errors
    /// As [`Discord::slash`].
    pub fn slash_in(
        &self,
        member: u64,
        channel: u64,
        line: &str,
    ) -> Result<Interaction, Unsendable> {
        let id = person::slash(&self.shared, member, channel, line, Stage::Sent)?;
        Ok(self.interaction(id))
    }

    /// Asks for suggestions for the last option of the line.
    ///
    /// # Errors
    /// As [`Discord::slash`], or the last option has no suggestions.
    pub fn autocomplete(&self, member: u64, line: &str) -> Result<Interaction, Unsendable> {
        let id = person::slash(
            &self.shared,
            member,
            self.first_channel(),
            line,
            Stage::Typing,
        )?;
        Ok(self.interaction(id))
    }

    /// Presses a button.
    ///
    /// # Errors
    /// The member does not see the message, or there is no such button that can be pressed.
    pub fn press(
        &self,
        member: u64,
        message: u64,
        custom_id: &str,
    ) -> Result<Interaction, Unsendable> {
        let mut pressed = self.press_together(&[(member, message, custom_id)])?;
        pressed
            .pop()
            .ok_or_else(|| Unsendable("nothing was pressed".to_owned()))
    }

    /// Presses buttons (member, message, key) in the same instant: the bot learns of all before it can answer any.
    ///
    /// # Errors
    /// As [`Discord::press`].
    pub fn press_together(
        &self,
        presses: &[(u64, u64, &str)],
    ) -> Result<Vec<Interaction>, Unsendable> {
        let presses: Vec<Press<'_>> = presses
            .iter()
            .map(|(member, message, custom_id)| Press {
                member: *member,
                message: *message,
                custom_id,
                values: &[],
            })
            .collect();
        let ids = person::press_all(&self.shared, &presses)?;
        Ok(ids.into_iter().map(|id| self.interaction(id)).collect())
    }

    /// Chooses from a menu.
    ///
    /// # Errors
    /// As [`Discord::press`], or these values cannot be chosen.
    pub fn choose(
        &self,
        member: u64,
        message: u64,
        custom_id: &str,
        values: &[&str],
    ) -> Result<Interaction, Unsendable> {
        let press = Press {
            member,
            message,
            custom_id,
            values,
        };
        let mut ids = person::press_all(&self.shared, &[press])?;
        let id = ids
            .pop()
            .ok_or_else(|| Unsendable("nothing was chosen".to_owned()))?;
        Ok(self.interaction(id))
    }

    /// Writes a message as a member; tells its id.
    ///
    /// # Errors
    /// There is no such member or channel.
    pub fn say(&self, member: u64, channel: u64, content: &str) -> Result<u64, Unsendable> {
        person::say(&self.shared, member, channel, content)
    }

    fn first_channel(&self) -> u64 {
        self.shared
            .options
            .channels
            .first()
            .map_or(0, |channel| channel.id)
    }

    fn interaction(&self, id: u64) -> Interaction {
        let shared = Arc::clone(&self.shared);
        Interaction { shared, id }
    }
}
