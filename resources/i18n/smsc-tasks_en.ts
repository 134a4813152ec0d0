<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>%Ln task(s)</source>
        <translation>
            <numerusform>%Ln task</numerusform>
            <numerusform>%Ln tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %Ln task(s)</source>
        <translation>
            <numerusform>{shown} of %Ln task</numerusform>
            <numerusform>{shown} of %Ln tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message numerus="yes">
        <source>%Ln row(s) saved as {name}</source>
        <translation>
            <numerusform>%Ln row saved as {name}</numerusform>
            <numerusform>%Ln rows saved as {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on %Ln sheet(s)</source>
        <translation>
            <numerusform>on %Ln sheet</numerusform>
            <numerusform>on %Ln sheets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln cell(s) cut to Excel&apos;s length</source>
        <translation>
            <numerusform>%Ln cell cut to Excel&apos;s length</numerusform>
            <numerusform>%Ln cells cut to Excel&apos;s length</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied</source>
        <translation>
            <numerusform>%Ln row copied</numerusform>
            <numerusform>%Ln rows copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln row(s) can be copied at once. Select fewer, or use Export.</source>
        <translation>
            <numerusform>Only %Ln row can be copied at once. Select fewer, or use Export.</numerusform>
            <numerusform>Only %Ln rows can be copied at once. Select fewer, or use Export.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportSearch</name>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>%Ln found</numerusform>
            <numerusform>%Ln found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportStatus</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {total} row(s)</source>
        <translation>
            <numerusform>%Ln of {total} rows</numerusform>
            <numerusform>%Ln of {total} rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>only the first %Ln shown</source>
        <translation>
            <numerusform>only the first %Ln shown</numerusform>
            <numerusform>only the first %Ln shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln broken row(s)</source>
        <translation>
            <numerusform>%Ln broken row</numerusform>
            <numerusform>%Ln broken rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RowPanel</name>
    <message numerus="yes">
        <source>%Ln character(s)</source>
        <translation>
            <numerusform>%Ln character</numerusform>
            <numerusform>%Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln SMS part(s)</source>
        <translation>
            <numerusform>%Ln SMS part</numerusform>
            <numerusform>%Ln SMS parts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TasksFlow</name>
    <message numerus="yes">
        <source>%n row(s) of the service&apos;s list could not be read.</source>
        <translation>
            <numerusform>%n row of the service&apos;s list could not be read.</numerusform>
            <numerusform>%n rows of the service&apos;s list could not be read.</numerusform>
        </translation>
    </message>
</context>
</TS>
