; The setup program for Windows: for one person, without an administrator, without questions.
;
;   makensis -DVERSION=0.1.0 -DSOURCE=<folder> -DOUTPUT=<smsc-tasks-setup.exe> [-DICON=<.ico>] [-DPUBLISHER=<name>] installer.nsi
;
; SOURCE is what PyInstaller made: smsc-tasks.exe and _internal. VERSION is three numbers. OUTPUT is not
; setup.exe itself: Windows lays old workarounds over programs of that name. Debian's makensis takes "-XTarget amd64-unicode"
; before the script for a 64-bit setup program; without it, it is a 32-bit one, which installs the same.
;
; setup.exe /S       installs unseen
; uninstall.exe /S   removes the program unseen; /REMOVESETTINGS and /REMOVEREPORTS remove the person's data too
;
; Exit codes: 0 done; 2 nothing was changed, because the program does not close or its files are in use (files that the uninstaller
; cannot remove may be gone in part); 3 the person's data could not be removed, so the program is left in place to try again.
; uninstall.exe goes on in a copy of itself and returns 0 at once, unless its last argument is _?=<install folder>, without quotation marks.

!ifndef VERSION | SOURCE | OUTPUT
  !error "VERSION, SOURCE and OUTPUT are wanted: see the head of this file"
!endif

Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
Name "SMSC Tasks"
OutFile "${OUTPUT}"
BrandingText "SMSC Tasks ${VERSION}"
AllowSkipFiles off

!define EXE "smsc-tasks.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\smsc-tasks"
!define CLASSES "Software\Classes"
!define CSV_CLASS "SMSCTasks.csv"
!define PAUSE_MS 250
!define CLOSE_TRIES 60
!define FILE_TRIES 40
!define ERROR_ALREADY_EXISTS 183
!define PROCESS_QUERY_LIMITED_INFORMATION 0x1000
!define SHCNE_ASSOCCHANGED 0x08000000

!include LogicLib.nsh
!include FileFunc.nsh
!include WinMessages.nsh
!include nsDialogs.nsh
!include MUI2.nsh

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_WELCOMEFINISHPAGE_BITMAP "${NSISDIR}\Contrib\Graphics\Wizard\nsis3-grey.bmp"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"

!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.ShowChoices un.LeaveChoices
!insertmacro MUI_UNPAGE_INSTFILES
; A language is a file of languages: its words, and which of makensis's languages it is. English, the first, serves all others.
!macro Text name words
  LangString ${name} ${TEXT_LANGUAGE} "${words}"
!macroend

!macro VersionTexts description copyright
  VIAddVersionKey /LANG=${TEXT_LANGUAGE} ProductName "SMSC Tasks"
  VIAddVersionKey /LANG=${TEXT_LANGUAGE} ProductVersion "${VERSION}"
  VIAddVersionKey /LANG=${TEXT_LANGUAGE} FileVersion "${VERSION}"
  VIAddVersionKey /LANG=${TEXT_LANGUAGE} FileDescription "${description}"
  VIAddVersionKey /LANG=${TEXT_LANGUAGE} LegalCopyright "${copyright}"
  !ifdef PUBLISHER
    VIAddVersionKey /LANG=${TEXT_LANGUAGE} CompanyName "${PUBLISHER}"
  !endif
!macroend
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
!include /CHARSET=UTF8 "languages\en.nsh"
!include /CHARSET=UTF8 "languages\*.nsh"

Var Settings
Var Reports

!macro Shared un
  ; Ends this process where another setup program or uninstaller is at work: somebody clicked twice.
  Function ${un}OnlyOne
    System::Call 'kernel32::CreateMutexW(p 0, i 0, w "smsc-tasks-setup") p .r0 ?e'
    Pop $0
    ${If} $0 = ${ERROR_ALREADY_EXISTS}
      SetErrorLevel 2
      Quit
    ${EndIf}
  FunctionEnd

  ; Closes the program in $INSTDIR as a person would and waits until its file is free; aborts where it stays.
  Function ${un}CloseProgram
    Call ${un}TestFree
    IfErrors 0 free
    DetailPrint "$(CLOSING)"
    again:
    Call ${un}AskToClose
    ${For} $9 1 ${CLOSE_TRIES}
      Sleep ${PAUSE_MS}
      Call ${un}TestFree
      IfErrors 0 free
    ${Next}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Abort
    free:
  FunctionEnd

  ; Sets the error flag while the program in $INSTDIR runs: Windows lets nobody write to it then.
  Function ${un}TestFree
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\${EXE}"
      FileOpen $0 "$INSTDIR\${EXE}" a
      ${If} $0 != ""  ; ${Errors} would clear the flag
        FileClose $0
      ${EndIf}
    ${EndIf}
  FunctionEnd

  ; Asks every visible window of the program in $INSTDIR to close; copies in other folders are not meant.
  Function ${un}AskToClose
    ; Nothing is asked before all are found: a window that goes would cut the walk short.
    Push ""
    StrCpy $0 0
    ${Do}
      FindWindow $0 "" "" 0 $0
      ${If} $0 == 0
        ${Break}
      ${EndIf}
      System::Call 'user32::IsWindowVisible(p r0) i .r1'
      ${If} $1 <> 0
        Call ${un}PathOfWindow
        ${If} $1 == "$INSTDIR\${EXE}"
          Push $0
        ${EndIf}
      ${EndIf}
    ${Loop}
    ${Do}
      Pop $0
      ${If} $0 == ""
        ${Break}
      ${EndIf}
      System::Call 'user32::PostMessageW(p r0, i ${WM_CLOSE}, p 0, p 0)'
    ${Loop}
  FunctionEnd

  ; Lets Windows read anew which programs open which files.
  Function ${un}TellShell
    System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
  FunctionEnd

  ; $1: path of the program that has the window $0, empty where Windows does not tell.
  Function ${un}PathOfWindow
    StrCpy $1 ""
    System::Call 'user32::GetWindowThreadProcessId(p r0, *i .r2)'
    System::Call 'kernel32::OpenProcess(i ${PROCESS_QUERY_LIMITED_INFORMATION}, i 0, i r2) p .r3'
    ${If} $3 != 0
      System::Call 'kernel32::QueryFullProcessImageNameW(p r3, i 0, w .r1, *i ${NSIS_MAX_STRLEN}) i .r4'
      System::Call 'kernel32::CloseHandle(p r3)'
      ${If} $4 = 0
        StrCpy $1 ""
      ${EndIf}
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro Shared ""
!insertmacro Shared "un."

Function .onInit
  Call OnlyOne
  StrCpy $INSTDIR "$LOCALAPPDATA\Programs\SMSC Tasks"
FunctionEnd

; The new version is unpacked beside the old one, which is whole until both change places.
Section
  RMDir /r "$INSTDIR\_new"
  SetOutPath "$INSTDIR\_new"
  File "${SOURCE}\${EXE}"
  File /r "${SOURCE}\_internal"
  WriteUninstaller "$INSTDIR\_new\uninstall.exe"
  SetOutPath "$INSTDIR"

  Call CloseProgram
  Call Replace

  CreateShortcut "$SMPROGRAMS\SMSC Tasks.lnk" "$INSTDIR\${EXE}"
  SectionGetSize 0 $0
  WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayName "SMSC Tasks"
  WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" DisplayIcon "$INSTDIR\${EXE}"
  !ifdef PUBLISHER
    WriteRegStr HKCU "${UNINSTALL_KEY}" Publisher "${PUBLISHER}"
  !endif
  WriteRegStr HKCU "${UNINSTALL_KEY}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" EstimatedSize $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" NoModify 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" NoRepair 1
  Call RegisterOpenWith
SectionEnd

; Offers the program under "Open with" for tables; what opens them by default stays what it is.
Function RegisterOpenWith
  WriteRegStr HKCU "${CLASSES}\${CSV_CLASS}" "" "$(CSV_TITLE)"
  WriteRegStr HKCU "${CLASSES}\${CSV_CLASS}\shell\open" "FriendlyAppName" "SMSC Tasks"
  WriteRegStr HKCU "${CLASSES}\${CSV_CLASS}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\.csv\OpenWithProgids" "${CSV_CLASS}" ""
  Call TellShell
FunctionEnd

Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\_new"
  RMDir "$INSTDIR"
FunctionEnd

; Puts what is in _new in place of the installed version; where that fails, puts all back as it was and aborts.
Function Replace
  RMDir /r "$INSTDIR\_old"
  CreateDirectory "$INSTDIR\_old"
  !macro PutAside name
    ${If} ${FileExists} "$INSTDIR\${name}"
      StrCpy $1 "$INSTDIR\${name}"
      StrCpy $2 "$INSTDIR\_old\${name}"
      Call Move
      IfErrors failed
    ${EndIf}
  !macroend
  !macro PutInPlace name
    StrCpy $1 "$INSTDIR\_new\${name}"
    StrCpy $2 "$INSTDIR\${name}"
    Call Move
    IfErrors failed
  !macroend
  !macro PutBack name
    ${IfNot} ${FileExists} "$INSTDIR\_new\${name}"
      Rename "$INSTDIR\${name}" "$INSTDIR\_new\${name}"
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\_old\${name}"
      Rename "$INSTDIR\_old\${name}" "$INSTDIR\${name}"
    ${EndIf}
  !macroend
  !insertmacro PutAside "${EXE}"
  !insertmacro PutAside _internal
  !insertmacro PutAside uninstall.exe
  !insertmacro PutInPlace _internal
  !insertmacro PutInPlace uninstall.exe
  !insertmacro PutInPlace "${EXE}"
  RMDir /r "$INSTDIR\_old"
  RMDir "$INSTDIR\_new"
  Return

  failed:
  !insertmacro PutBack _internal
  !insertmacro PutBack uninstall.exe
  !insertmacro PutBack "${EXE}"
  RMDir "$INSTDIR\_old"
  MessageBox MB_OK|MB_ICONSTOP "$(NOT_REPLACED)" /SD IDOK
  SetErrorLevel 2
  Abort
FunctionEnd

; Renames $1 to $2 and sets the error flag where it cannot. Virus scanners hold new files for a moment, so it is tried for some seconds.
Function Move
  ${For} $9 1 ${FILE_TRIES}
    ClearErrors
    Rename $1 $2
    IfErrors 0 done
    Sleep ${PAUSE_MS}
  ${Next}
  SetErrors
  done:
FunctionEnd

Function un.onInit
  Call un.OnlyOne
  ${GetParameters} $0
  !macro Ticked option variable
    StrCpy ${variable} ${BST_UNCHECKED}
    ClearErrors
    ${GetOptions} $0 ${option} $1
    ${IfNot} ${Errors}
      StrCpy ${variable} ${BST_CHECKED}
    ${EndIf}
  !macroend
  !insertmacro Ticked /REMOVESETTINGS $Settings
  !insertmacro Ticked /REMOVEREPORTS $Reports
FunctionEnd

Function un.ShowChoices
  !insertmacro MUI_HEADER_TEXT "$(CHOICES_TITLE)" "$(CHOICES_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 26u "$(CHOICES_HINT)"
  Pop $0
  ${NSD_CreateCheckBox} 0 34u 100% 12u "$(REMOVE_SETTINGS)"
  Pop $1
  ${NSD_SetState} $1 $Settings
  ${NSD_CreateCheckBox} 0 52u 100% 12u "$(REMOVE_REPORTS)"
  Pop $2
  ${NSD_SetState} $2 $Reports
  nsDialogs::Show
FunctionEnd

Function un.LeaveChoices
  ${NSD_GetState} $1 $Settings
  ${NSD_GetState} $2 $Reports
FunctionEnd

Section un.Program
  SetOutPath "$TEMP"
  Call un.CloseProgram
  Call un.RemoveData
  Call un.RemoveFiles
  Delete "$SMPROGRAMS\SMSC Tasks.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "${CLASSES}\${CSV_CLASS}"
  DeleteRegValue HKCU "${CLASSES}\.csv\OpenWithProgids" "${CSV_CLASS}"
  Call un.TellShell
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd

; Lets the program remove what was chosen: it knows where it is. Aborts where that fails and the person wants to keep the program.
Function un.RemoveData
  StrCpy $0 ""
  ${If} $Settings = ${BST_CHECKED}
    StrCpy $0 "$0 --remove-settings"
  ${EndIf}
  ${If} $Reports = ${BST_CHECKED}
    StrCpy $0 "$0 --remove-reports"
  ${EndIf}
  ${If} $0 == ""
    Return
  ${EndIf}
  DetailPrint "$(REMOVING_DATA)"
  ClearErrors
  ExecWait '"$INSTDIR\${EXE}"$0' $1
  ${IfNot} ${Errors}
  ${AndIf} $1 = 0
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(DATA_LEFT)" /SD IDNO IDYES anyhow
  SetErrorLevel 3
  Abort
  anyhow:
FunctionEnd

; Removes what the setup program put there, nothing else; aborts where something is in use.
Function un.RemoveFiles
  again:
  ${For} $9 1 ${FILE_TRIES}
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\_new"
    RMDir /r "$INSTDIR\_old"
    Delete "$INSTDIR\${EXE}"
    ${IfNot} ${FileExists} "$INSTDIR\_internal"
    ${AndIfNot} ${FileExists} "$INSTDIR\${EXE}"
      Return
    ${EndIf}
    Sleep ${PAUSE_MS}
  ${Next}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(NOT_REMOVED)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Abort
FunctionEnd
