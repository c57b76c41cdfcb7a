use super::{
    args::{ShowArgs, ShowFormat},
    place::Opened,
};
use crate::{
    cli::{exit, terminal},
    render,
};

/// `portl outbox status JOB`
pub(super) async fn status(args: &ShowArgs) -> Result<u8, u8> {
    let mut opened = Opened::with_tables(&args.place).await?;
    let counts = opened.store.counts().await;
    let counts = counts.map_err(|failure| opened.failed(&failure))?;
    terminal::print(&match args.format {
        ShowFormat::Text => render::outbox::status(&counts),
        ShowFormat::Json => render::outbox::status_json(&opened.plan.job, &opened.name, &counts),
    });
    Ok(if counts.dead > 0 {
        exit::DEAD
    } else {
        exit::DONE
    })
}

/// `portl outbox dead JOB`
pub(super) async fn dead(args: &ShowArgs) -> Result<u8, u8> {
    let mut opened = Opened::with_tables(&args.place).await?;
    let dead = opened.store.dead().await;
    let dead = dead.map_err(|failure| opened.failed(&failure))?;
    let text = match args.format {
        ShowFormat::Text => render::outbox::dead(&dead, terminal::output_style()),
        ShowFormat::Json => render::outbox::dead_json(&dead),
    };
    terminal::print(&opened.mask.apply(&text));
    Ok(exit::DONE)
}
