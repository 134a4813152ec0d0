!ifndef LANG_ENGLISH
!insertmacro MUI_LANGUAGE English
!define TEXT_LANGUAGE ${LANG_ENGLISH}

!insertmacro Text CLOSING "Closing SMSC Tasks"
!insertmacro Text STILL_RUNNING "SMSC Tasks is running and does not close.$\r$\n$\r$\nClose it, then try again."
!insertmacro Text NOT_REPLACED "The files of SMSC Tasks cannot be replaced: another program is using them. Nothing has been changed.$\r$\n$\r$\nTry again later, or restart the computer first."
!insertmacro Text CSV_TITLE "Table (CSV)"
!insertmacro Text CHOICES_TITLE "Remove SMSC Tasks"
!insertmacro Text CHOICES_SUBTITLE "The program will be removed from this computer."
!insertmacro Text CHOICES_HINT "Tick what is to be removed as well. Anything else stays, and is there again if you install SMSC Tasks later."
!insertmacro Text REMOVE_SETTINGS "Remove saved &passwords and settings"
!insertmacro Text REMOVE_REPORTS "Remove downloaded &reports"
!insertmacro Text REMOVING_DATA "Removing the chosen data"
!insertmacro Text DATA_LEFT "Some of the chosen data could not be removed. Remove the program all the same?"
!insertmacro Text NOT_REMOVED "Some files cannot be removed: another program is using them.$\r$\n$\r$\nClose it, then try again."

!insertmacro VersionTexts "SMSC Tasks setup" "The SMSC Tasks authors, MIT License"
!undef TEXT_LANGUAGE
!endif
