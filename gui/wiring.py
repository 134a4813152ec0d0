"""The circuit diagram: which signal of one part reaches which slot of another.

Each function wires some parts to each other; `app` calls them in the order in which they stand here, which is also the
order of the slots of one signal. Connections to and from the workers cross threads and are queued, except those of
`KeyringCalls`, which lives in the GUI thread. Not in the diagram are the direct calls that are safe from any thread
(`interrupt()`, `cancel()`), and what a part connects for itself: the widgets inside a view, a dialog, a timer.

The imports are for types only: what shows reports must not be imported before it is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.flows.account_flow import AccountFlow
    from gui.flows.download_flow import DownloadFlow
    from gui.flows.export_flow import ExportFlow
    from gui.flows.preferences import Preferences
    from gui.flows.preview_flow import PreviewFlow
    from gui.flows.program_flow import ProgramFlow
    from gui.flows.query_flow import QueryFlow
    from gui.flows.report_controller import ReportController
    from gui.flows.report_parts import ReportParts
    from gui.flows.tasks_flow import TasksFlow
    from gui.instance import OneInstance
    from gui.views.main_window import MainWindow
    from gui.views.notifier import Notifier
    from gui.views.preview_pane import PreviewPane
    from gui.workers.export import Exporter
    from gui.workers.keyring_calls import KeyringCalls
    from gui.workers.local_store import LocalStore
    from gui.workers.pages import Pages
    from gui.workers.poller import Poller
    from gui.workers.queries import Queries
    from gui.workers.scan import Scan
    from gui.workers.transfer import Transfer


def wire_tasks(tasks: TasksFlow, window: MainWindow, poller: Poller) -> None:
    """Live table: window and poller."""
    window.refresh_requested.connect(tasks.on_refresh_requested)
    tasks.poll_requested.connect(poller.refresh)
    tasks.risky_poll_requested.connect(poller.refresh_anyway)
    poller.risky.connect(tasks.on_risky)
    poller.tasks_received.connect(tasks.on_tasks_received)
    poller.failed.connect(tasks.on_failed)
    poller.scheduled.connect(tasks.on_scheduled)


def wire_downloads(downloads: DownloadFlow, window: MainWindow, transfer: Transfer, local_store: LocalStore) -> None:
    """Downloads: window, transfer and the files on this computer."""
    queue, armed = downloads.queue, downloads.armed
    window.view.task_command.connect(downloads.on_task_command)
    window.menu.folder_requested.connect(downloads.on_folder_requested)
    queue.download_requested.connect(transfer.download)
    transfer.started.connect(queue.on_started)
    transfer.progressed.connect(queue.on_progressed)
    transfer.waiting.connect(queue.on_waiting)
    transfer.done.connect(downloads.check_files)  # the answer to an earlier check may not know of the new file
    transfer.done.connect(queue.on_done)
    transfer.failed.connect(queue.on_failed)
    queue.progressed.connect(downloads.on_progressed)
    queue.finished.connect(downloads.on_finished)
    queue.given_up.connect(downloads.on_given_up)
    queue.failed.connect(downloads.on_failed)
    armed.closed.connect(downloads.on_armed_task_closed)
    armed.arm_requested.connect(local_store.arm)
    downloads.check_files_requested.connect(local_store.check_files)
    downloads.check_file_requested.connect(local_store.check_file)
    local_store.account_loaded.connect(downloads.on_account_loaded)
    local_store.files_checked.connect(downloads.on_files_checked)
    local_store.file_missing.connect(downloads.on_file_missing)


def wire_accounts(
    accounts: AccountFlow,
    window: MainWindow,
    keyring_calls: KeyringCalls,
    poller: Poller,
    local_store: LocalStore,
) -> None:
    """Accounts: window, keyring and poller."""
    window.menu.account_requested.connect(accounts.on_account_requested)
    window.menu.add_account_requested.connect(accounts.on_add_account_requested)
    window.menu.account_chosen.connect(accounts.on_account_chosen)
    window.refresh_requested.connect(accounts.on_refresh_requested)
    keyring_calls.loaded.connect(accounts.on_loaded)
    keyring_calls.saved.connect(accounts.on_saved)
    keyring_calls.failed.connect(accounts.on_keyring_call_failed)
    keyring_calls.forgotten.connect(accounts.on_forgotten)
    accounts.use_requested.connect(poller.use)
    accounts.test_requested.connect(poller.test)
    poller.tasks_received.connect(accounts.on_tasks_received)
    poller.test_failed.connect(accounts.on_test_failed)
    poller.risky.connect(accounts.on_risky)
    poller.scheduled.connect(accounts.on_scheduled)
    accounts.account_load_requested.connect(local_store.load_account)
    accounts.account_drop_requested.connect(local_store.forget)


def wire_account_in_use(
    accounts: AccountFlow,
    tasks: TasksFlow,
    downloads: DownloadFlow,
    local_store: LocalStore,
    transfer: Transfer,
) -> None:
    """The account in use, its list and its downloads."""
    accounts.began.connect(tasks.begin)
    accounts.began.connect(downloads.begin)
    accounts.signed_in.connect(transfer.use)
    accounts.signed_in.connect(downloads.on_signed_in)
    accounts.ended.connect(tasks.end)
    accounts.ended.connect(downloads.end)
    local_store.account_loaded.connect(tasks.on_account_loaded)
    tasks.account_requested.connect(accounts.on_account_requested)
    tasks.listed.connect(downloads.on_listed)
    tasks.ticked.connect(downloads.tick)


def wire_report_controller(
    reports: ReportController,
    window: MainWindow,
    accounts: AccountFlow,
    downloads: DownloadFlow,
    transfer: Transfer,
    local_store: LocalStore,
    instance: OneInstance,
) -> None:
    """When reports are loaded, opened and closed."""
    window.view.choice_changed.connect(reports.on_choice_changed)
    transfer.started.connect(reports.prepare)
    downloads.opened.connect(reports.open)
    downloads.growing.connect(reports.follow)
    accounts.began.connect(reports.on_account_changed)
    accounts.ended.connect(reports.on_account_changed)
    window.open_requested.connect(reports.on_open_requested)
    window.files_dropped.connect(reports.open_files)
    instance.files_passed.connect(reports.open_files)
    reports.find_requested.connect(local_store.find_files)
    local_store.files_found.connect(reports.on_files_found)


def wire_report_parts(parts: ReportParts, window: MainWindow, downloads: DownloadFlow, local_store: LocalStore) -> None:
    """The report on screen and its source."""
    previews, questions, exports = parts.previews, parts.questions, parts.exports
    wire_preview(previews, window, parts.scan, parts.pages, local_store)
    wire_questions(questions, previews.pane, parts.queries)
    wire_exports(exports, previews.pane, parts.exporter)
    previews.completed.connect(questions.begin)
    previews.completed.connect(exports.begin)
    previews.left.connect(questions.end)
    previews.left.connect(exports.end)
    previews.pane.open_exported_requested.connect(downloads.open_outside)
    previews.pane.show_in_folder_requested.connect(downloads.show_in_folder)
    previews.opened_changed.connect(downloads.on_preview_changed)
    previews.failed.connect(downloads.check_files)
    previews.download_again_requested.connect(downloads.download_again)
    previews.open_outside_requested.connect(downloads.open_outside)
    downloads.saved.connect(previews.on_saved)
    downloads.broken_off.connect(previews.on_broken_off)


def wire_preview(previews: PreviewFlow, window: MainWindow, scan: Scan, pages: Pages, local_store: LocalStore) -> None:
    """The rows on screen: pane, table and the workers that read."""
    pane, table = previews.pane, previews.table
    pane.closed.connect(previews.close)
    pane.left.connect(window.focus_tasks)
    pane.reading.dialect_chosen.connect(previews.on_dialect_chosen)
    pane.open_outside_requested.connect(previews.on_open_outside_requested)
    pane.download_again_requested.connect(previews.on_download_again_requested)
    previews.open_requested.connect(scan.open)
    previews.follow_requested.connect(scan.follow)
    previews.grown.connect(scan.advance)
    previews.settled.connect(scan.settle)
    previews.close_requested.connect(scan.close)
    scan.opened.connect(previews.on_opened)
    scan.indexed.connect(previews.on_indexed)
    scan.failed.connect(previews.on_failed)
    table.page_wanted.connect(pages.fetch)
    pages.page.connect(table.on_page)
    pages.failed.connect(table.on_failed)
    pages.failed.connect(previews.on_failed)
    previews.part_released.connect(local_store.release_part)


def wire_questions(questions: QueryFlow, pane: PreviewPane, queries: Queries) -> None:
    """Search, filters, order and summary."""
    pane.controls.query_changed.connect(questions.on_query_changed)
    pane.controls.summary_wanted.connect(questions.on_summary_wanted)
    questions.query_requested.connect(queries.run)
    questions.summary_requested.connect(queries.summarise)
    questions.forget_requested.connect(queries.forget)
    queries.answered.connect(questions.on_answered)
    queries.summarised.connect(questions.on_summarised)
    queries.progressed.connect(questions.on_progressed)
    queries.failed.connect(questions.on_failed)


def wire_exports(exports: ExportFlow, pane: PreviewPane, exporter: Exporter) -> None:
    """Export to other programs."""
    pane.export_requested.connect(exports.on_export_requested)
    pane.export_cancelled.connect(exports.interrupt)
    exports.export_requested.connect(exporter.export)
    exporter.progressed.connect(exports.on_progressed)
    exporter.done.connect(exports.on_done)
    exporter.failed.connect(exports.on_failed)


def wire_program(
    program: ProgramFlow,
    window: MainWindow,
    preferences: Preferences,
    local_store: LocalStore,
    instance: OneInstance,
) -> None:
    """What concerns the whole program."""
    window.menu.about_requested.connect(program.on_about_requested)
    window.menu.language_chosen.connect(program.on_language_chosen)
    window.demo_requested.connect(program.on_demo_requested)
    preferences.changed.connect(local_store.save_settings)
    local_store.settings_failed.connect(program.on_settings_failed)
    local_store.state_error_changed.connect(program.on_state_error)
    instance.woken.connect(program.on_woken)


def wire_notifier(notifier: Notifier, program: ProgramFlow, downloads: DownloadFlow) -> None:
    """Notifications to a user who is in another program, and their return."""
    downloads.ready.connect(notifier.notify)
    notifier.clicked.connect(program.on_woken)
    program.returned.connect(notifier.clear)
    program.returned.connect(downloads.check_files)
