!ifndef LANG_RUSSIAN
!insertmacro MUI_LANGUAGE Russian
!define TEXT_LANGUAGE ${LANG_RUSSIAN}

!insertmacro Text CLOSING "Закрытие SMSC Tasks"
!insertmacro Text STILL_RUNNING "Программа SMSC Tasks запущена и не закрывается.$\r$\n$\r$\nЗакройте её и повторите попытку."
!insertmacro Text NOT_REPLACED "Не удаётся заменить файлы SMSC Tasks: их использует другая программа. Ничего не изменено.$\r$\n$\r$\nПовторите попытку позже или сначала перезагрузите компьютер."
!insertmacro Text CSV_TITLE "Таблица (CSV)"
!insertmacro Text CHOICES_TITLE "Удаление SMSC Tasks"
!insertmacro Text CHOICES_SUBTITLE "Программа будет удалена с этого компьютера."
!insertmacro Text CHOICES_HINT "Отметьте, что ещё нужно удалить. Всё остальное сохранится и пригодится, если вы снова установите SMSC Tasks."
!insertmacro Text REMOVE_SETTINGS "Удалить сохранённые &пароли и настройки"
!insertmacro Text REMOVE_REPORTS "Удалить загруженные &отчёты"
!insertmacro Text REMOVING_DATA "Удаление выбранных данных"
!insertmacro Text DATA_LEFT "Часть выбранных данных удалить не удалось. Всё равно удалить программу?"
!insertmacro Text NOT_REMOVED "Некоторые файлы не удаётся удалить: их использует другая программа.$\r$\n$\r$\nЗакройте её и повторите попытку."

!insertmacro VersionTexts "Установка SMSC Tasks" "Авторы SMSC Tasks, лицензия MIT"
!undef TEXT_LANGUAGE
!endif
