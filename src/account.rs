//! Whose leads the database holds: one account of one tool, and it stays that one.
//!
//! Two accounts in one database would be counted together, and their contacts' numbers could collide. Lives
//! here: telling the same account from another one. Must not live here: what the tool answers (`ma`).

use kpi::model::Tool;
use ma::Account;
use store::{KnownSource, SourceId, Store, WorkspaceId};

use crate::cli::Mend;

/// The mark that keeps what the tool called its account.
const NAME_MARK: &str = "account";

/// Whether the same account may have got another address since the last start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    /// As it was; another address is taken for another account.
    Kept,
    /// It moved: the operator says that it is the same account.
    Moved,
}

/// The source of that account: the one that the database knows, or the first.
///
/// # Errors
/// A sentence that names both accounts where the database holds another one's leads.
pub(crate) async fn settle(
    store: &Store,
    workspace: WorkspaceId,
    tool: Tool,
    address: &str,
    moved: Address,
) -> anyhow::Result<SourceId> {
    let address = plain(address);
    let Some(known) = store.sources(workspace).await?.into_iter().next() else {
        return Ok(store.source(workspace, tool, &address).await?);
    };
    if known.tool == tool && known.account != address && moved == Address::Moved {
        store.move_source(known.id, &address).await?;
        return Ok(known.id);
    }
    same(&known, tool, &address)?;
    Ok(known.id)
}

/// Whether the settings name the account whose leads the database holds, without changing anything.
///
/// # Errors
/// A sentence that names both accounts where they differ.
pub(crate) async fn compare(
    store: &Store,
    workspace: WorkspaceId,
    tool: Tool,
    address: &str,
    account: &Account,
) -> anyhow::Result<()> {
    if let Some(known) = store.sources(workspace).await?.first() {
        same(known, tool, &plain(address))?;
    }
    if let Some(name) = number(tool, account) {
        same_number(store.mark(workspace, NAME_MARK).await?.as_deref(), name)?;
    }
    Ok(())
}

/// Remembers what the tool calls the account, and refuses when it calls it otherwise later. Only HubSpot
/// tells its account by number; all its accounts share one address.
///
/// # Errors
/// A sentence that names both accounts.
pub(crate) async fn recognise(
    store: &Store,
    workspace: WorkspaceId,
    tool: Tool,
    account: &Account,
) -> anyhow::Result<()> {
    let Some(name) = number(tool, account) else {
        return Ok(());
    };
    let known = store.mark(workspace, NAME_MARK).await?;
    same_number(known.as_deref(), name)?;
    if known.is_none() {
        store.set_mark(workspace, NAME_MARK, name).await?;
    }
    Ok(())
}

fn number(tool: Tool, account: &Account) -> Option<&str> {
    match tool {
        Tool::Hubspot => account.name.as_deref(),
        Tool::Mautic => None,
    }
}

fn same_number(known: Option<&str>, name: &str) -> Result<(), Mend> {
    match known {
        Some(known) if known != name => Err(Mend(format!(
            "HUBSPOT_TOKEN belongs to {name}, but the database holds the leads of {known}: use a token of {known}, or give {name} a database of its own with DATABASE_URL"
        ))),
        _ => Ok(()),
    }
}

fn same(known: &KnownSource, tool: Tool, address: &str) -> Result<(), Mend> {
    if known.tool == tool && known.account == address {
        return Ok(());
    }
    let way_out = if known.tool == tool {
        "If it is the same account at a new address, run `funnelbot sync --once --moved`; if not, give it a database of its own with DATABASE_URL"
    } else {
        "Give the other tool a database of its own with DATABASE_URL, or correct MA_TOOL"
    };
    Err(Mend(format!(
        "the database holds the leads of {} at {}, but the settings name {} at {address}. {way_out}",
        known.tool.as_str(),
        known.account,
        tool.as_str(),
    )))
}

/// One way to write an address: a slash at its end or capital letters make no other account.
fn plain(address: &str) -> String {
    address.trim().trim_end_matches('/').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WS: WorkspaceId = WorkspaceId::DEFAULT;

    async fn store() -> Store {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.keep().join("funnelbot.db").display());
        Store::open(&url).await.unwrap()
    }

    fn named(name: &str) -> Account {
        Account {
            name: Some(name.to_owned()),
            ..Account::default()
        }
    }

    #[tokio::test]
    async fn another_address_is_another_account_until_it_is_said_to_have_moved() {
        let store = store().await;
        let at = |address: &'static str, moved| settle(&store, WS, Tool::Mautic, address, moved);
        let first = at("https://Old.example/", Address::Kept).await.unwrap();
        assert_eq!(
            at("https://old.example", Address::Kept).await.unwrap(),
            first
        );

        let refused = at("https://new.example", Address::Kept).await.unwrap_err();
        let told = refused.to_string();
        assert!(told.contains("https://old.example"), "{told}");
        assert!(told.contains("--moved"), "{told}");

        let moved = at("https://new.example", Address::Moved).await.unwrap();
        assert_eq!(moved, first);
        assert_eq!(
            at("https://new.example", Address::Kept).await.unwrap(),
            first
        );
    }

    #[tokio::test]
    async fn another_tool_never_joins_a_database() {
        let store = store().await;
        let settle = |tool| settle(&store, WS, tool, "https://a.example", Address::Moved);
        settle(Tool::Hubspot).await.unwrap();
        let refused = settle(Tool::Mautic).await.unwrap_err().to_string();
        assert!(refused.contains("MA_TOOL"), "{refused}");
    }

    #[tokio::test]
    async fn a_token_of_another_hubspot_is_refused() {
        let store = store().await;
        let hubspot = |name| {
            let account = named(name);
            let store = store.clone();
            async move { recognise(&store, WS, Tool::Hubspot, &account).await }
        };
        hubspot("HubSpot 111").await.unwrap();
        hubspot("HubSpot 111").await.unwrap();
        let refused = hubspot("HubSpot 222").await.unwrap_err().to_string();
        assert!(
            refused.contains("HubSpot 111") && refused.contains("HUBSPOT_TOKEN"),
            "{refused}"
        );
    }
}
