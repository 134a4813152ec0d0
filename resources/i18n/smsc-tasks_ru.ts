<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU" sourcelanguage="en_US">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About SMSC Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SMSC Tasks {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free under the MIT licence. Uses Qt {version} under the GNU LGPL, version 3; its source is at download.qt.io.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For help, ask whoever gave you this program, and send the diagnostic information along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and reports are in:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy diagnostic information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountDialog</name>
    <message>
        <source>Add account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really forget?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget this sign-in</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountFlow</name>
    <message>
        <source>The keyring no longer holds this sign-in. Please sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Account...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add account...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download folder...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountTitle</name>
    <message>
        <source>API key</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>The settings could not be saved: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when the program is started again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong in the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a mistake in the program, not yours. You can go on, but better start it again. The report below helps to mend it; it holds no passwords.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadFlow</name>
    <message>
        <source>The folder {folder} could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program on this computer opens {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>«{name}» was cancelled, so there is no report to download.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>«{name}» failed on the service, so there is no report to download.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>«{name}» is in a state that this program does not know; it cannot be downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>The service takes three identical requests a minute. Try again in {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was cancelled. You can start it again at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected went wrong. Please try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Five wrong sign-ins within 30 minutes block this office&apos;s address, and your colleagues&apos; tries count too. Please check the sign-in before you try once more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} refused the sign-in. Either the login, password or key is wrong, or the account&apos;s settings do not allow this network address. Updating has stopped until you check this and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has blocked this office&apos;s network address. Updating goes on by itself in {minutes} min.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many requests: another computer seems to use this sign-in. Updating goes on by itself, more slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} answered: {text} (error {code}). Please try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} answered with error {code}. Please try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} cannot be reached. Please check the network connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} is not safe: its certificate is not trusted. Check this computer&apos;s date, or ask your administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} did not answer in time. Please try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} broke off. Please try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A web page came instead of {host}&apos;s answer. Perhaps this network wants you to sign in: open a browser and look.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sent the program to another address, which is not followed. Ask your administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is out of order at the moment. Please try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} answered in a form that this program does not know. Please look for a newer version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sent more than this program takes. Please split the task in the web cabinet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring, so the sign-in cannot be kept. Ask your administrator for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer would keep the sign-in readable for anyone, so it is not used. Ask your administrator for a safe one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring is locked. Unlock it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring did not do what it was asked. Please try again, or ask your administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sign-in is too long for this computer&apos;s keyring. Please use an API key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring does not answer as it should. Please try again, or restart this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough free space in {folder}. Make room, or choose another download folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be written in {folder}. Close it in other programs, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} is not there. Connect its drive, or choose another download folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} has just got another {name}. Please try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be saved in {folder}. Try again, or choose another download folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is no longer there. Please download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be opened. Close it in other programs, then open it here again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has changed the file. Open it again to see what it holds now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough free space to show this file. Make room, then open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file could not be read. Open it again, or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program&apos;s notes on this computer were damaged, so it begins anew. Files that were downloaded are still in their folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program cannot write its notes on this computer: what you do now is forgotten when you close it. Check free space and access rights.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for the list now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service takes no more than three identical requests a minute.
Refresh works again when the countdown is over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the report in its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All statuses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not updated yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh  {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old: updated {time} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updated {time} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>updating now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next update in {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy with headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row to go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter goes to the row, Esc closes this field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another encoding where letters look wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what stands between the columns where they look wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; semicolon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>| bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First row is header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in other program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the file in Excel or whatever this computer has for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln row(s) can be copied at once. Select fewer.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could not be checked for completeness</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>only the first %Ln shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln marked</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>reading… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>Download again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace {name} on this computer with a new download?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where should reports be saved?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Column {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This row has fewer cells than the first one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This row has more cells than the first one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quotation mark is never closed, or text follows the closing one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some characters could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invisible zero characters were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This row is too long; it goes on in the next one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>API key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Login and password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep only until I close the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test and sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please enter the API key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please enter the login.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please enter the password.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Shows the export tasks of your SMS Centre account, and brings their reports to this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sign-in is kept in this computer&apos;s keyring, never in a file, and only after the service has accepted it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around with example data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskTable</name>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>server time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown ({number})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>when ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in line: {position}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts in {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · {size}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not downloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{saved}, changed since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{saved}, unchecked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} KB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moment}, server time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service did not say how long it is; it may not be whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has changed it since it was downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskView</name>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download when ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Don&apos;t download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task matches what you are looking for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no tasks in this account. They are created in the service&apos;s web cabinet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of tasks has not been loaded yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TasksFlow</name>
    <message numerus="yes">
        <source>%n row(s) of the service&apos;s list could not be read.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Account...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updating has stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service has blocked this address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
