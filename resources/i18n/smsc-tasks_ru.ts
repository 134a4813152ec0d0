<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU" sourcelanguage="en_US">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About SMSC Tasks</source>
        <translation>О программе SMSC Tasks</translation>
    </message>
    <message>
        <source>SMSC Tasks {version}</source>
        <translation>SMSC Tasks {version}</translation>
    </message>
    <message>
        <source>Free under the MIT licence. Uses Qt {version} under the GNU LGPL, version 3; its source is at download.qt.io.</source>
        <translation>Свободная программа, лицензия MIT. Использует Qt {version} по лицензии GNU LGPL версии 3; исходный код Qt — на download.qt.io.</translation>
    </message>
    <message>
        <source>If something does not work, send the diagnostic information to the person who set this program up for you.</source>
        <translation>Если что-то не работает, отправьте диагностические сведения тому, кто установил вам программу.</translation>
    </message>
    <message>
        <source>Settings and reports are in:</source>
        <translation>Настройки и отчёты хранятся здесь:</translation>
    </message>
    <message>
        <source>Copy diagnostic information</source>
        <translation>Копировать диагностические сведения</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Лицензии</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
</context>
<context>
    <name>AccountDialog</name>
    <message>
        <source>Add account</source>
        <translation>Добавить учётную запись</translation>
    </message>
    <message>
        <source>Really forget?</source>
        <translation>Точно забыть?</translation>
    </message>
    <message>
        <source>Forget this sign-in</source>
        <translation>Забыть эти данные для входа</translation>
    </message>
</context>
<context>
    <name>AccountFlow</name>
    <message>
        <source>The keyring no longer holds this sign-in. Please sign in again.</source>
        <translation>В хранилище паролей больше нет данных для входа. Войдите ещё раз.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Account...</source>
        <translation>Учётная запись…</translation>
    </message>
    <message>
        <source>Add account...</source>
        <translation>Добавить учётную запись…</translation>
    </message>
    <message>
        <source>Download folder...</source>
        <translation>Папка для отчётов…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>System language</source>
        <translation>Язык системы</translation>
    </message>
    <message>
        <source>About</source>
        <translation>О программе</translation>
    </message>
</context>
<context>
    <name>AccountTitle</name>
    <message>
        <source>API key {mark} · {host}</source>
        <translation>API-ключ {mark} · {host}</translation>
    </message>
</context>
<context>
    <name>CodeWords</name>
    <message>
        <source>(empty)</source>
        <translation>(пусто)</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>не найдено</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>остановлено</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>ожидает отправки</translation>
    </message>
    <message>
        <source>passed to the operator</source>
        <translation>передано оператору</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>доставлено</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитано</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>просрочено</translation>
    </message>
    <message>
        <source>link clicked</source>
        <translation>нажата ссылка</translation>
    </message>
    <message>
        <source>undeliverable</source>
        <translation>невозможно доставить</translation>
    </message>
    <message>
        <source>invalid number</source>
        <translation>неверный номер</translation>
    </message>
    <message>
        <source>prohibited</source>
        <translation>запрещено</translation>
    </message>
    <message>
        <source>insufficient funds</source>
        <translation>недостаточно средств</translation>
    </message>
    <message>
        <source>number unavailable</source>
        <translation>недоступный номер</translation>
    </message>
    <message>
        <source>handset error</source>
        <translation>ошибка телефона</translation>
    </message>
    <message>
        <source>no error</source>
        <translation>нет ошибки</translation>
    </message>
    <message>
        <source>subscriber does not exist</source>
        <translation>абонент не существует</translation>
    </message>
    <message>
        <source>subscriber offline</source>
        <translation>абонент не в сети</translation>
    </message>
    <message>
        <source>no SMS service</source>
        <translation>нет услуги SMS</translation>
    </message>
    <message>
        <source>subscriber blocked</source>
        <translation>абонент заблокирован</translation>
    </message>
    <message>
        <source>service not supported</source>
        <translation>услуга не поддерживается</translation>
    </message>
    <message>
        <source>test sending</source>
        <translation>тестовая отправка</translation>
    </message>
    <message>
        <source>SIM card replaced</source>
        <translation>заменена SIM-карта</translation>
    </message>
    <message>
        <source>operator&apos;s queue full</source>
        <translation>очередь оператора переполнена</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>нет ответа</translation>
    </message>
    <message>
        <source>no template</source>
        <translation>нет шаблона</translation>
    </message>
    <message>
        <source>IP address forbidden</source>
        <translation>IP-адрес запрещён</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>занято</translation>
    </message>
    <message>
        <source>conversion error</source>
        <translation>ошибка конвертации</translation>
    </message>
    <message>
        <source>answering machine</source>
        <translation>автоответчик</translation>
    </message>
    <message>
        <source>no contract</source>
        <translation>нет договора</translation>
    </message>
    <message>
        <source>mailing prohibited</source>
        <translation>рассылка запрещена</translation>
    </message>
    <message>
        <source>status not received</source>
        <translation>статус не получен</translation>
    </message>
    <message>
        <source>time restriction</source>
        <translation>ограничение по времени</translation>
    </message>
    <message>
        <source>message limit</source>
        <translation>лимит сообщений</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>нет маршрута</translation>
    </message>
    <message>
        <source>invalid number format</source>
        <translation>неверный формат номера</translation>
    </message>
    <message>
        <source>barred by settings</source>
        <translation>запрещено настройками</translation>
    </message>
    <message>
        <source>limit for one number</source>
        <translation>лимит на один номер</translation>
    </message>
    <message>
        <source>number prohibited</source>
        <translation>номер запрещён</translation>
    </message>
    <message>
        <source>spam filter</source>
        <translation>спам-фильтр</translation>
    </message>
    <message>
        <source>unregistered sender</source>
        <translation>отправитель не зарегистрирован</translation>
    </message>
    <message>
        <source>rejected by the operator</source>
        <translation>отклонено оператором</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong in the program</source>
        <translation>В программе произошла ошибка</translation>
    </message>
    <message>
        <source>This is a bug in the program, not your mistake. You can go on, but we recommend restarting. The report below helps to fix it; it contains no passwords.</source>
        <translation>Это ошибка программы, а не ваша. Можно продолжать, но лучше перезапустить программу. Отчёт ниже поможет её исправить; паролей в нём нет.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Отчёт</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Копировать отчёт</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
</context>
<context>
    <name>DownloadFlow</name>
    <message>
        <source>The folder {folder} could not be opened.</source>
        <translation>Не удалось открыть папку {folder}.</translation>
    </message>
    <message>
        <source>No program on this computer opens {name}.</source>
        <translation>На этом компьютере нет программы, которая открывает {name}.</translation>
    </message>
    <message>
        <source>The task of {name} is no longer in the list, so it cannot be downloaded again.</source>
        <translation>Задания для файла {name} больше нет в списке, поэтому скачать его снова нельзя.</translation>
    </message>
    <message>
        <source>{name} is on this computer.</source>
        <translation>Отчёт {name} загружен на этот компьютер.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>“{name}” was cancelled, so there is no report to download.</source>
        <translation>Задание «{name}» отменено, отчёта для загрузки нет.</translation>
    </message>
    <message>
        <source>“{name}” failed on the service, so there is no report to download.</source>
        <translation>Задание «{name}» завершилось на сервере с ошибкой, отчёта для загрузки нет.</translation>
    </message>
    <message>
        <source>“{name}” is in a state that this program does not know; it cannot be downloaded.</source>
        <translation>Состояние задания «{name}» программе неизвестно; загрузить отчёт нельзя.</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>The service takes three identical requests a minute. Try again in {seconds} s.</source>
        <translation>Сервис принимает не больше трёх одинаковых запросов в минуту. Повторите через {seconds} с.</translation>
    </message>
    <message>
        <source>It was cancelled. You can start it again at any time.</source>
        <translation>Отменено. Можно начать заново в любое время.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong. Please try again.</source>
        <translation>Произошло что-то непредвиденное. Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>{host} refused the sign-in. Either the login, password or key is wrong, or the account&apos;s settings do not allow this network address.</source>
        <translation>{host} не принял данные для входа: неверен логин, пароль или ключ, либо настройки учётной записи не разрешают этот сетевой адрес.</translation>
    </message>
    <message>
        <source>There is not enough free space in {folder}, or for temporary files. Make room, then export again.</source>
        <translation>Не хватает места в папке {folder} или для временных файлов. Освободите место и повторите экспорт.</translation>
    </message>
    <message>
        <source>The rows could not be saved in {folder}. Please export again.</source>
        <translation>Не удалось сохранить строки в папке {folder}. Повторите экспорт.</translation>
    </message>
    <message>
        <source>Five wrong sign-ins within 30 minutes block this office&apos;s address, and your colleagues&apos; tries count too. Please check the sign-in before you try once more.</source>
        <translation>Пять неверных входов за 30 минут блокируют адрес вашего офиса; попытки коллег тоже считаются. Проверьте данные, прежде чем пробовать ещё раз.</translation>
    </message>
    <message>
        <source>{host} refused the sign-in. Either the login, password or key is wrong, or the account&apos;s settings do not allow this network address. Updating has stopped until you check this and try again.</source>
        <translation>{host} не принял данные для входа: неверен логин, пароль или ключ, либо настройки учётной записи не разрешают этот сетевой адрес. Обновление остановлено, пока вы не проверите это и не повторите вход.</translation>
    </message>
    <message>
        <source>{host} has blocked this office&apos;s network address. Updating goes on by itself in {minutes} min.</source>
        <translation>{host} заблокировал сетевой адрес вашего офиса. Обновление продолжится само через {minutes} мин.</translation>
    </message>
    <message>
        <source>Too many requests: another computer seems to use this sign-in. Updating goes on by itself, more slowly.</source>
        <translation>Слишком много запросов: похоже, эти данные для входа использует ещё один компьютер. Обновление продолжится само, но реже.</translation>
    </message>
    <message>
        <source>{host} answered: {text} (error {code}). Please try again later.</source>
        <translation>Ответ {host}: {text} (ошибка {code}). Повторите позже.</translation>
    </message>
    <message>
        <source>{host} answered with error {code}. Please try again later.</source>
        <translation>{host} сообщил об ошибке {code}. Повторите позже.</translation>
    </message>
    <message>
        <source>{host} cannot be reached. Please check the network connection.</source>
        <translation>Нет связи с {host}. Проверьте подключение к сети.</translation>
    </message>
    <message>
        <source>The proxy server {proxy} does not let this program through to {host}. Ask your administrator.</source>
        <translation>Прокси-сервер {proxy} не пропускает программу к {host}. Обратитесь к администратору.</translation>
    </message>
    <message>
        <source>The proxy server {proxy} in this computer&apos;s settings is of a kind that this program cannot use. Ask your administrator for an HTTP proxy.</source>
        <translation>Прокси-сервер {proxy} из настроек этого компьютера такого вида, с которым программа не работает. Попросите у администратора HTTP-прокси.</translation>
    </message>
    <message>
        <source>{host} did not answer in time. Please try again in a minute.</source>
        <translation>{host} не ответил вовремя. Повторите через минуту.</translation>
    </message>
    <message>
        <source>The connection to {host} broke off. Please try again in a minute.</source>
        <translation>Соединение с {host} прервалось. Повторите через минуту.</translation>
    </message>
    <message>
        <source>The connection to {host} is not safe: its certificate comes from an authority that this computer does not trust. Ask your administrator.</source>
        <translation>Соединение с {host} небезопасно: его сертификат выдан центром, которому этот компьютер не доверяет. Обратитесь к администратору.</translation>
    </message>
    <message>
        <source>The connection to {host} is not safe: its certificate has expired or is not valid yet. Check this computer&apos;s date, or ask your administrator.</source>
        <translation>Соединение с {host} небезопасно: срок действия его сертификата истёк или ещё не начался. Проверьте дату на этом компьютере или обратитесь к администратору.</translation>
    </message>
    <message>
        <source>The connection to {host} is not safe: the certificate belongs to another server. Check the server&apos;s name, or ask your administrator.</source>
        <translation>Соединение с {host} небезопасно: сертификат принадлежит другому серверу. Проверьте имя сервера или обратитесь к администратору.</translation>
    </message>
    <message>
        <source>The connection to {host} was closed before it was secure. A firewall may be in the way: ask your administrator.</source>
        <translation>Соединение с {host} закрыто прежде, чем стало защищённым. Возможно, мешает межсетевой экран: обратитесь к администратору.</translation>
    </message>
    <message>
        <source>{host} answers without encryption where a secure connection is needed. Check the server&apos;s address and port, or ask your administrator.</source>
        <translation>{host} отвечает без шифрования, а нужно защищённое соединение. Проверьте адрес и порт сервера или обратитесь к администратору.</translation>
    </message>
    <message>
        <source>{host} sent the program to another address, which is not followed. Ask your administrator.</source>
        <translation>{host} отправил программу на другой адрес; она туда не обращается. Спросите администратора.</translation>
    </message>
    <message>
        <source>{host} sent an empty file in place of the report. Please try again in a minute.</source>
        <translation>{host} прислал вместо отчёта пустой файл. Повторите через минуту.</translation>
    </message>
    <message>
        <source>{host} answered in a form that this program does not know. Please look for a newer version.</source>
        <translation>Ответ {host} программе непонятен. Поищите более новую версию программы.</translation>
    </message>
    <message>
        <source>{host} has nothing at the address that this program asks for (HTTP status 404). Check the server&apos;s name.</source>
        <translation>У {host} нет ничего по адресу, к которому обращается программа (код HTTP 404). Проверьте имя сервера.</translation>
    </message>
    <message>
        <source>{host} has had too many requests from this network (HTTP status 429). Please try again in a few minutes.</source>
        <translation>{host} получил слишком много запросов из этой сети (код HTTP 429). Повторите через несколько минут.</translation>
    </message>
    <message>
        <source>Nothing can be saved in {folder}. Close the report in other programs, or check your access rights to the folder.</source>
        <translation>В папку {folder} нельзя сохранить файл. Закройте отчёт в других программах или проверьте права на папку.</translation>
    </message>
    <message>
        <source>The proxy server {proxy} could not connect to {host}. Check this computer&apos;s proxy settings, or ask your administrator.</source>
        <translation>Прокси-сервер {proxy} не даёт соединения с {host}. Проверьте настройки прокси на этом компьютере или спросите администратора.</translation>
    </message>
    <message>
        <source>The proxy server {proxy} requires its own sign-in. Ask your administrator to let this program through to {host}.</source>
        <translation>Прокси-сервер {proxy} требует собственных логина и пароля. Попросите администратора открыть программе доступ к {host}.</translation>
    </message>
    <message>
        <source>An error occurred in this program and has been logged. Please try again.</source>
        <translation>В программе произошла ошибка, она записана в журнал. Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>{host} requires a client certificate, and this program has none. Ask your administrator.</source>
        <translation>{host} требует сертификат этого компьютера, а у программы его нет. Обратитесь к администратору.</translation>
    </message>
    <message>
        <source>{host} and this program could not agree on a type of secure connection. Ask your administrator.</source>
        <translation>{host} и программа не смогли договориться о способе защиты соединения. Обратитесь к администратору.</translation>
    </message>
    <message>
        <source>A web page came instead of {host}&apos;s answer. Perhaps this network requires you to sign in: open a browser and look.</source>
        <translation>Вместо ответа {host} пришла веб-страница. Возможно, эта сеть требует входа: откройте браузер и проверьте.</translation>
    </message>
    <message>
        <source>{host} is temporarily unavailable. Please try again later.</source>
        <translation>{host} сейчас не работает. Повторите позже.</translation>
    </message>
    <message>
        <source>{host} compressed its answer in a way that this program does not support. Please look for a newer version.</source>
        <translation>{host} прислал ответ, сжатый неизвестным программе способом. Поищите более новую версию программы.</translation>
    </message>
    <message>
        <source>{host} sent more data than this program accepts. Please split the task in the web cabinet.</source>
        <translation>{host} прислал больше данных, чем программа может принять. Разделите задание в личном кабинете.</translation>
    </message>
    <message>
        <source>{host} requires a sign-in that this program does not support (HTTP status 401). Check the server&apos;s name, or ask your administrator.</source>
        <translation>{host} требует входа, который программе недоступен (код HTTP 401). Проверьте имя сервера или обратитесь к администратору.</translation>
    </message>
    <message>
        <source>{host} denied this program access (HTTP status 403). A firewall may be blocking it: ask your administrator.</source>
        <translation>{host} не пускает программу (код HTTP 403). Возможно, это запрещает межсетевой экран: обратитесь к администратору.</translation>
    </message>
    <message>
        <source>This network requires you to sign in first (HTTP status 511). Open a browser and look.</source>
        <translation>Эта сеть сначала требует войти в неё (код HTTP 511). Откройте браузер и проверьте.</translation>
    </message>
    <message>
        <source>This computer has no keyring, so a sign-in can be kept only until you close the program.</source>
        <translation>На этом компьютере нет хранилища паролей, поэтому данные для входа сохранятся только до закрытия программы.</translation>
    </message>
    <message>
        <source>The keyring of this computer would keep the sign-in readable for anyone, so it is not used. A sign-in can be kept only until you close the program.</source>
        <translation>Хранилище паролей этого компьютера держит данные открытыми для всех, поэтому программа им не пользуется. Данные для входа сохранятся только до закрытия программы.</translation>
    </message>
    <message>
        <source>The keyring is locked. Unlock it, then try again.</source>
        <translation>Хранилище паролей заблокировано. Разблокируйте его и повторите.</translation>
    </message>
    <message>
        <source>The keyring did not do what it was asked. Please try again, or ask your administrator.</source>
        <translation>Хранилище паролей не выполнило запрос. Повторите или обратитесь к администратору.</translation>
    </message>
    <message>
        <source>The sign-in is too long for this computer&apos;s keyring. Please use an API key.</source>
        <translation>Данные для входа слишком длинны для хранилища паролей. Используйте API-ключ.</translation>
    </message>
    <message>
        <source>The keyring holds something else in the place of this sign-in. Please sign in again.</source>
        <translation>В хранилище паролей вместо данных для входа лежит что-то другое. Войдите ещё раз.</translation>
    </message>
    <message>
        <source>The keyring does not answer as it should. Please try again, or restart this computer.</source>
        <translation>Хранилище паролей отвечает неправильно. Повторите или перезагрузите компьютер.</translation>
    </message>
    <message>
        <source>There is not enough free space in {folder}. Make room, or choose another download folder.</source>
        <translation>В папке {folder} не хватает места. Освободите место или выберите другую папку для отчётов.</translation>
    </message>
    <message>
        <source>{name} cannot be written in {folder}. Close it in other programs, or choose another folder.</source>
        <translation>Не удаётся записать {name} в папку {folder}. Закройте файл в других программах или выберите другую папку.</translation>
    </message>
    <message>
        <source>The folder {folder} is not there. Connect its drive, or choose another download folder.</source>
        <translation>Папки {folder} нет. Подключите диск или выберите другую папку для отчётов.</translation>
    </message>
    <message>
        <source>A file named {name} already exists in {folder}. Please try again.</source>
        <translation>В папке {folder} только что появился другой файл {name}. Повторите.</translation>
    </message>
    <message>
        <source>{name} could not be saved in {folder}. Try again, or choose another download folder.</source>
        <translation>Не удалось сохранить {name} в папке {folder}. Повторите или выберите другую папку.</translation>
    </message>
    <message>
        <source>The file is no longer there. Please download it again.</source>
        <translation>Файла больше нет. Загрузите его снова.</translation>
    </message>
    <message>
        <source>The file cannot be opened. Close it in other programs, then open it here again.</source>
        <translation>Файл не открывается. Закройте его в других программах и откройте здесь снова.</translation>
    </message>
    <message>
        <source>Another program has changed the file. Open it again to see what it holds now.</source>
        <translation>Другая программа изменила файл. Откройте его снова, чтобы увидеть новое содержимое.</translation>
    </message>
    <message>
        <source>There is not enough free space to show this file. Make room, then open it again.</source>
        <translation>Не хватает места, чтобы показать файл. Освободите место и откройте его снова.</translation>
    </message>
    <message>
        <source>The file could not be read. Open it again, or download it again.</source>
        <translation>Файл не удалось прочитать. Откройте его снова или загрузите ещё раз.</translation>
    </message>
    <message>
        <source>An error occurred in this program while it read the file, and has been logged. Please open the file again.</source>
        <translation>При чтении файла в программе произошла ошибка, она записана в журнал. Откройте файл ещё раз.</translation>
    </message>
    <message>
        <source>The program&apos;s data on this computer was damaged and has been reset. Downloaded files are still in their folder.</source>
        <translation>Данные программы на этом компьютере были повреждены и сброшены. Загруженные файлы остались в своей папке.</translation>
    </message>
    <message>
        <source>The program cannot save its data on this computer. What you do now is forgotten when you close it, unless saving works again before that. Check free space and access rights.</source>
        <translation>Программа не может сохранять данные на этом компьютере: всё сделанное сейчас забудется при закрытии, если запись не заработает раньше. Проверьте свободное место и права доступа.</translation>
    </message>
    <message>
        <source>The program&apos;s data on this computer was written by a newer version and is left untouched. What you do now is forgotten when you close the program. Please use the newer version.</source>
        <translation>Данные на этом компьютере записаны более новой версией программы и останутся как есть: всё сделанное сейчас забудется при закрытии. Пользуйтесь более новой версией.</translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>Save rows for another program</source>
        <translation>Сохранить строки для другой программы</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>Все строки</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>CSV for Excel</source>
        <translation>CSV для Excel</translation>
    </message>
    <message>
        <source>CSV, UTF-8</source>
        <translation>CSV, UTF-8</translation>
    </message>
    <message>
        <source>Rows shown: {number}</source>
        <translation>Показано строк: {number}</translation>
    </message>
    <message>
        <source>Selected rows: {number}</source>
        <translation>Выделено строк: {number}</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Экспорт</translation>
    </message>
</context>
<context>
    <name>ExportFlow</name>
    <message>
        <source>selection</source>
        <translation>выделенные строки</translation>
    </message>
    <message>
        <source>This is the report itself. Please choose another name.</source>
        <translation>Это сам отчёт. Выберите, пожалуйста, другое имя.</translation>
    </message>
</context>
<context>
    <name>ExportName</name>
    <message>
        <source>not {rows}</source>
        <translation>кроме: {rows}</translation>
    </message>
    <message>
        <source>search {text}</source>
        <translation>поиск {text}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>пусто</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filters</source>
        <translation>Фильтры</translation>
    </message>
    <message>
        <source>Remove filter</source>
        <translation>Убрать этот фильтр</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Сбросить фильтры</translation>
    </message>
    <message>
        <source>{column} has “{text}”</source>
        <translation>{column} содержит «{text}»</translation>
    </message>
    <message>
        <source>{column} does not have “{text}”</source>
        <translation>{column} не содержит «{text}»</translation>
    </message>
    <message>
        <source>{column}: not {values}</source>
        <translation>{column}: кроме {values}</translation>
    </message>
</context>
<context>
    <name>FilterPopup</name>
    <message>
        <source>Cell contains…</source>
        <translation>Ячейка содержит…</translation>
    </message>
    <message>
        <source>Text to find in this column</source>
        <translation>Текст, который должны содержать ячейки столбца</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Подсчёт…</translation>
    </message>
    <message>
        <source>Values to show</source>
        <translation>Показываемые значения</translation>
    </message>
    <message>
        <source>Search the list…</source>
        <translation>Поиск в списке…</translation>
    </message>
    <message>
        <source>Search the list</source>
        <translation>Поиск в списке</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Выбрать все</translation>
    </message>
    <message>
        <source>Show rows where {column}</source>
        <translation>Показать строки, где {column}</translation>
    </message>
    <message>
        <source>The column has too many different values to choose from.</source>
        <translation>В столбце слишком много разных значений, чтобы выбирать из списка.</translation>
    </message>
</context>
<context>
    <name>FreshnessWords</name>
    <message>
        <source>Refresh</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>Update the list now</source>
        <translation>Запросить список сейчас</translation>
    </message>
    <message>
        <source>The service takes no more than three identical requests a minute.
Refresh works again when the countdown is over.</source>
        <translation>Сервис принимает не больше трёх одинаковых запросов в минуту.
Кнопка заработает, когда закончится отсчёт.</translation>
    </message>
    <message>
        <source>Refresh  {duration}</source>
        <translation>Обновить  {duration}</translation>
    </message>
    <message>
        <source>Not updated yet</source>
        <translation>Ещё не обновлялось</translation>
    </message>
    <message>
        <source>Press to try again with the same sign-in.</source>
        <translation>Нажмите, чтобы повторить с теми же данными для входа.</translation>
    </message>
    <message>
        <source>Updated just now</source>
        <translation>Обновлено только что</translation>
    </message>
    <message>
        <source>Old: updated {time} ago</source>
        <translation>Устарело: обновлено {time} назад</translation>
    </message>
    <message>
        <source>Updated {time} ago</source>
        <translation>Обновлено {time} назад</translation>
    </message>
    <message>
        <source>updating now</source>
        <translation>обновляется</translation>
    </message>
    <message>
        <source>next update in {time}</source>
        <translation>следующее обновление через {time}</translation>
    </message>
    <message>
        <source>{number} d</source>
        <translation>{number} дн</translation>
    </message>
    <message>
        <source>{number} h</source>
        <translation>{number} ч</translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation>{number} мин</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} с</translation>
    </message>
</context>
<context>
    <name>LocalTexts</name>
    <message>
        <source>when ready</source>
        <translation>по готовности</translation>
    </message>
    <message>
        <source>queued: {position}</source>
        <translation>в очереди: {position}</translation>
    </message>
    <message>
        <source>starts in {seconds} s</source>
        <translation>начнётся через {seconds} с</translation>
    </message>
    <message>
        <source> · {size}/s</source>
        <translation> · {size}/с</translation>
    </message>
    <message>
        <source>not downloaded</source>
        <translation>не загружено</translation>
    </message>
    <message>
        <source>{saved}, changed since</source>
        <translation>{saved}, файл изменён</translation>
    </message>
    <message>
        <source>{saved}, unchecked</source>
        <translation>{saved}, не проверен</translation>
    </message>
    <message>
        <source>{size} KB</source>
        <translation>{size} КБ</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} МБ</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} ГБ</translation>
    </message>
    <message>
        <source>The service did not announce the size, so the file may be incomplete.</source>
        <translation>Сервис не сообщил размер; файл может быть неполным.</translation>
    </message>
    <message>
        <source>Another program has changed it since it was downloaded.</source>
        <translation>После загрузки файл изменила другая программа.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Refresh</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message>
        <source>Show the report in its folder</source>
        <translation>Показать отчёт в его папке</translation>
    </message>
    <message>
        <source>Open CSV…</source>
        <translation>Открыть CSV…</translation>
    </message>
    <message>
        <source>Show any CSV file of this computer</source>
        <translation>Показать любой CSV-файл с этого компьютера</translation>
    </message>
    <message>
        <source>Search tasks</source>
        <translation>Поиск заданий</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>All statuses</source>
        <translation>Все состояния</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Учётная запись</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Инструменты</translation>
    </message>
    <message>
        <source>Not updated yet</source>
        <translation>Ещё не обновлялось</translation>
    </message>
    <message numerus="yes">
        <source>%Ln task(s)</source>
        <translation>
            <numerusform>%Ln задание</numerusform>
            <numerusform>%Ln задания</numerusform>
            <numerusform>%Ln заданий</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %Ln task(s)</source>
        <translation>
            <numerusform>{shown} из %Ln задания</numerusform>
            <numerusform>{shown} из %Ln заданий</numerusform>
            <numerusform>{shown} из %Ln заданий</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close this message</source>
        <translation>Закрыть сообщение</translation>
    </message>
</context>
<context>
    <name>PreviewFlow</name>
    <message>
        <source>The download was interrupted: some rows are missing.</source>
        <translation>Загрузка прервалась: часть строк отсутствует.</translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>searching… {percent} %</source>
        <translation>поиск… {percent} %</translation>
    </message>
    <message>
        <source>sorting… {percent} %</source>
        <translation>сортировка… {percent} %</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>exporting… {percent} %</source>
        <translation>экспорт… {percent} %</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) saved as {name}</source>
        <translation>
            <numerusform>%Ln строка сохранена: {name}</numerusform>
            <numerusform>%Ln строки сохранены: {name}</numerusform>
            <numerusform>%Ln строк сохранено: {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on %Ln sheet(s)</source>
        <translation>
            <numerusform>на %Ln листе</numerusform>
            <numerusform>на %Ln листах</numerusform>
            <numerusform>на %Ln листах</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln cell(s) cut to Excel&apos;s length</source>
        <translation>
            <numerusform>%Ln ячейка обрезана до предела Excel</numerusform>
            <numerusform>%Ln ячейки обрезаны до предела Excel</numerusform>
            <numerusform>%Ln ячеек обрезано до предела Excel</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy the selected cells</source>
        <translation>Копировать выделенные ячейки</translation>
    </message>
    <message>
        <source>Copy with headers</source>
        <translation>Копировать с заголовками</translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation>Перейти к строке</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Следующее совпадение</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Предыдущее совпадение</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Фильтр</translation>
    </message>
    <message>
        <source>Filter by the current column</source>
        <translation>Выбрать показываемые строки по текущему столбцу</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Сводка</translation>
    </message>
    <message>
        <source>Count the rows for each value</source>
        <translation>Показать, сколько строк с каким значением</translation>
    </message>
    <message>
        <source>Row </source>
        <translation>Строка </translation>
    </message>
    <message>
        <source>Row to go to</source>
        <translation>Номер строки</translation>
    </message>
    <message>
        <source>Enter goes to the row, Esc closes this field</source>
        <translation>Enter — перейти к строке, Esc — закрыть это поле</translation>
    </message>
    <message>
        <source>no row {row} in this view</source>
        <translation>среди показанных нет строки {row}</translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln row(s) can be copied at once. Select fewer, or use Export.</source>
        <translation>
            <numerusform>За один раз копируется только %Ln строка. Выделите меньше или сделайте экспорт.</numerusform>
            <numerusform>За один раз копируются только %Ln строки. Выделите меньше или сделайте экспорт.</numerusform>
            <numerusform>За один раз копируется только %Ln строк. Выделите меньше или сделайте экспорт.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>Открыть в другой программе</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>Загрузить снова</translation>
    </message>
    <message>
        <source>Open the file in Excel or another program</source>
        <translation>Открыть файл в Excel или в другой программе этого компьютера</translation>
    </message>
    <message>
        <source>Close the preview</source>
        <translation>Закрыть просмотр</translation>
    </message>
    <message>
        <source>Rows of the report</source>
        <translation>Строки отчёта</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied</source>
        <translation>
            <numerusform>скопирована %Ln строка</numerusform>
            <numerusform>скопированы %Ln строки</numerusform>
            <numerusform>скопировано %Ln строк</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgramFlow</name>
    <message>
        <source>The settings could not be read: {reason}. They are kept; what you change now is added.</source>
        <translation>Не удалось прочитать настройки: {reason}. Они сохранены; ваши изменения будут к ним добавлены.</translation>
    </message>
    <message>
        <source>Example data — SMSC Tasks</source>
        <translation>Примеры данных — SMSC Tasks</translation>
    </message>
    <message>
        <source>Example data, to look around: nothing is sent anywhere, and nothing is kept.</source>
        <translation>Это примеры данных: можно всё попробовать, ничего никуда не отправляется и не сохраняется.</translation>
    </message>
    <message>
        <source>The settings could not be saved: {reason}.</source>
        <translation>Не удалось сохранить настройки: {reason}.</translation>
    </message>
    <message>
        <source>The language changes when the program is started again. Doing so now ends what is under way.</source>
        <translation>Язык сменится при следующем запуске программы. Если перезапустить её сейчас, начатое прервётся.</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Перезапустить сейчас</translation>
    </message>
</context>
<context>
    <name>QueryControls</name>
    <message>
        <source>Click: sort. Arrow or right click: filter</source>
        <translation>Щелчок — сортировка, стрелка или правая кнопка — фильтр</translation>
    </message>
    <message>
        <source>Only this value</source>
        <translation>Только это значение</translation>
    </message>
    <message>
        <source>Not this value</source>
        <translation>Кроме этого значения</translation>
    </message>
    <message>
        <source>Filter by this column</source>
        <translation>Фильтр по этому столбцу</translation>
    </message>
    <message>
        <source>sorted by {column}</source>
        <translation>сортировка: {column}</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>Download again</source>
        <translation>Загрузить снова</translation>
    </message>
    <message>
        <source>Replace {name} on this computer with a new download?</source>
        <translation>Заменить файл {name} на этом компьютере новой загрузкой?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Заменить</translation>
    </message>
    <message>
        <source>Where should reports be saved?</source>
        <translation>Куда сохранять отчёты?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Tables as text</source>
        <translation>Таблицы в виде текста</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Все файлы</translation>
    </message>
    <message>
        <source>Save the rows as</source>
        <translation>Куда сохранить строки</translation>
    </message>
    <message>
        <source>Whole message</source>
        <translation>Сообщение целиком</translation>
    </message>
    <message>
        <source>Folder:</source>
        <translation>Папка:</translation>
    </message>
    <message>
        <source>File type:</source>
        <translation>Тип файла:</translation>
    </message>
</context>
<context>
    <name>ReadingMenu</name>
    <message>
        <source>Encoding</source>
        <translation>Кодировка</translation>
    </message>
    <message>
        <source>Encoding, separator, header: change these if letters or columns look wrong</source>
        <translation>Кодировка, разделитель, заголовок: измените, если буквы или столбцы отображаются неверно</translation>
    </message>
    <message>
        <source>Choose another encoding if letters look wrong</source>
        <translation>Выберите другую кодировку, если буквы отображаются неверно</translation>
    </message>
    <message>
        <source>Choose another separator if the columns look wrong</source>
        <translation>Выберите разделитель, если столбцы разбиты неверно</translation>
    </message>
    <message>
        <source>; semicolon</source>
        <translation>; точка с запятой</translation>
    </message>
    <message>
        <source>, comma</source>
        <translation>, запятая</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Табуляция</translation>
    </message>
    <message>
        <source>| bar</source>
        <translation>| черта</translation>
    </message>
    <message>
        <source>Choose the row that names the columns</source>
        <translation>Выберите строку с названиями столбцов</translation>
    </message>
    <message>
        <source>Names of columns</source>
        <translation>Названия столбцов</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Нет</translation>
    </message>
    <message>
        <source>Separator</source>
        <translation>Разделитель</translation>
    </message>
</context>
<context>
    <name>ReportController</name>
    <message>
        <source>No such file: {names}</source>
        <translation>Нет такого файла: {names}</translation>
    </message>
    <message>
        <source>Also to be opened: {name}</source>
        <translation>Ещё нужно открыть: {name}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
</context>
<context>
    <name>ReportSearch</name>
    <message>
        <source>Search rows…</source>
        <translation>Поиск в строках…</translation>
    </message>
    <message>
        <source>Search rows</source>
        <translation>Поиск в строках</translation>
    </message>
    <message>
        <source>Enter: next match, Shift+Enter: previous match, Esc: clear</source>
        <translation>Enter — следующая строка, Shift+Enter — предыдущая, Esc — очистить</translation>
    </message>
    <message>
        <source>Column to search in</source>
        <translation>Столбец для поиска</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Предыдущее совпадение</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Следующее совпадение</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Только совпадения</translation>
    </message>
    <message>
        <source>Show only the rows that contain the text</source>
        <translation>Показать только строки с этим текстом</translation>
    </message>
    <message>
        <source>All columns</source>
        <translation>Все столбцы</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} из {total}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>найдена %Ln</numerusform>
            <numerusform>найдено %Ln</numerusform>
            <numerusform>найдено %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportStatus</name>
    <message>
        <source>State of the report</source>
        <translation>Состояние отчёта</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Открывается…</translation>
    </message>
    <message>
        <source>could not be checked for completeness</source>
        <translation>полноту проверить не удалось</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {total} row(s)</source>
        <translation>
            <numerusform>%Ln из {total} строк</numerusform>
            <numerusform>%Ln из {total} строк</numerusform>
            <numerusform>%Ln из {total} строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>only the first %Ln shown</source>
        <translation>
            <numerusform>показана только первая %Ln</numerusform>
            <numerusform>показаны только первые %Ln</numerusform>
            <numerusform>показаны только первые %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln broken row(s)</source>
        <translation>
            <numerusform>%Ln повреждённая строка</numerusform>
            <numerusform>%Ln повреждённые строки</numerusform>
            <numerusform>%Ln повреждённых строк</numerusform>
        </translation>
    </message>
    <message>
        <source>reading… {percent} %</source>
        <translation>чтение… {percent} %</translation>
    </message>
    <message>
        <source>downloading…</source>
        <translation>загружается…</translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Column {number}</source>
        <translation>Столбец {number}</translation>
    </message>
    <message>
        <source>This row has fewer cells than there are columns.</source>
        <translation>В этой строке ячеек меньше, чем столбцов.</translation>
    </message>
    <message>
        <source>This row has more cells than there are columns.</source>
        <translation>В этой строке ячеек больше, чем столбцов.</translation>
    </message>
    <message>
        <source>A quotation mark is never closed, or text follows the closing one.</source>
        <translation>Кавычка не закрыта, или после закрывающей кавычки есть текст.</translation>
    </message>
    <message>
        <source>Some characters could not be read.</source>
        <translation>Некоторые символы не удалось прочитать.</translation>
    </message>
    <message>
        <source>Invisible zero characters were left out.</source>
        <translation>Невидимые нулевые символы пропущены.</translation>
    </message>
    <message>
        <source>This row is too long; it goes on in the next one.</source>
        <translation>Строка слишком длинна и продолжается в следующей.</translation>
    </message>
</context>
<context>
    <name>RowPanel</name>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Previous row</source>
        <translation>Предыдущая строка</translation>
    </message>
    <message>
        <source>Next row</source>
        <translation>Следующая строка</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Закрыть подробности</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>Show the whole message and all fields of the row (Space or Enter)</source>
        <translation>Показать сообщение целиком и все поля строки (пробел или Enter)</translation>
    </message>
    <message>
        <source>Fields of the row</source>
        <translation>Поля строки</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy this value (Ctrl+C)</source>
        <translation>Скопировать это значение (Ctrl+C)</translation>
    </message>
    <message>
        <source>Row {number}</source>
        <translation>Строка {number}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s)</source>
        <translation>
            <numerusform>%Ln символ</numerusform>
            <numerusform>%Ln символа</numerusform>
            <numerusform>%Ln символов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln SMS part(s)</source>
        <translation>
            <numerusform>%Ln часть SMS</numerusform>
            <numerusform>%Ln части SMS</numerusform>
            <numerusform>%Ln частей SMS</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Hide</source>
        <translation>Скрыть</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
</context>
<context>
    <name>SentenceFrame</name>
    <message>
        <source>Read all</source>
        <translation>Читать целиком</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>API key</source>
        <translation>API-ключ</translation>
    </message>
    <message>
        <source>Login and password</source>
        <translation>Логин и пароль</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Сайт</translation>
    </message>
    <message>
        <source>Try anyway</source>
        <translation>Всё равно попробовать</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>This is not the address of a site. Please enter its name alone, such as smsc.ru.</source>
        <translation>Это не адрес сайта. Введите только его имя, например smsc.ru.</translation>
    </message>
    <message>
        <source>Keys are made here: {link}</source>
        <translation>Ключ создаётся здесь: {link}</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>Способ входа</translation>
    </message>
    <message>
        <source>Your password is kept by this computer&apos;s own store of passwords (keyring), never in a file of this program.</source>
        <translation>Пароль хранит сам компьютер в своём хранилище паролей, а не эта программа в своих файлах.</translation>
    </message>
    <message>
        <source>Sign in for now</source>
        <translation>Войти на этот раз</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Логин</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Testing...</source>
        <translation>Проверка…</translation>
    </message>
    <message>
        <source>Please enter the API key.</source>
        <translation>Введите API-ключ.</translation>
    </message>
    <message>
        <source>Please enter the login.</source>
        <translation>Введите логин.</translation>
    </message>
    <message>
        <source>Please enter the password.</source>
        <translation>Введите пароль.</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Shows the export tasks of your SMS Centre account, and brings their reports to this computer.</source>
        <translation>Показывает отложенные задания вашей учётной записи SMS-центра и загружает отчёты на этот компьютер.</translation>
    </message>
    <message>
        <source>Look around with example data</source>
        <translation>Посмотреть на примере</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
</context>
<context>
    <name>StatusWords</name>
    <message>
        <source>Pending</source>
        <translation>Ожидает</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>Выполняется</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Выполнено</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>unknown ({number})</source>
        <translation>неизвестно ({number})</translation>
    </message>
</context>
<context>
    <name>SummaryPanel</name>
    <message>
        <source>What to count</source>
        <translation>Что считать</translation>
    </message>
    <message>
        <source>Number of rows for each value</source>
        <translation>Число строк с каждым значением</translation>
    </message>
    <message>
        <source>Click a value to see its rows only</source>
        <translation>Щёлкните значение, чтобы видеть только его строки</translation>
    </message>
    <message>
        <source>{column}, by day</source>
        <translation>{column}, по дням</translation>
    </message>
    <message>
        <source>Counts follow as soon as the whole report has been read.</source>
        <translation>Подсчёт появится, когда отчёт будет прочитан целиком.</translation>
    </message>
    <message>
        <source>No column in this report has few enough different values to count.</source>
        <translation>В отчёте нет столбцов с небольшим числом значений.</translation>
    </message>
    <message>
        <source>The column has too many different values to be counted.</source>
        <translation>В столбце слишком много разных значений для подсчёта.</translation>
    </message>
</context>
<context>
    <name>TaskColumns</name>
    <message>
        <source>Status</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создано</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Запущено</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>На этом компьютере</translation>
    </message>
    <message>
        <source>server time</source>
        <translation>время сервера</translation>
    </message>
    <message>
        <source>{moment}, server time</source>
        <translation>{moment}, время сервера</translation>
    </message>
</context>
<context>
    <name>TaskView</name>
    <message>
        <source>Tasks</source>
        <translation>Задания</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>Download when ready</source>
        <translation>Загрузить по готовности</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>Отменить загрузку</translation>
    </message>
    <message>
        <source>Don&apos;t download</source>
        <translation>Не загружать</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Show all tasks</source>
        <translation>Показать все задания</translation>
    </message>
    <message>
        <source>No task matches what you are looking for.</source>
        <translation>Нет заданий, подходящих под поиск.</translation>
    </message>
    <message>
        <source>This account has no tasks yet. They are created on the service&apos;s website.</source>
        <translation>В этой учётной записи нет заданий. Они создаются в личном кабинете сервиса.</translation>
    </message>
    <message>
        <source>The list of tasks has not been loaded yet.</source>
        <translation>Список заданий ещё не загружен.</translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>Открыть в другой программе</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>Загрузить снова</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Копировать название</translation>
    </message>
</context>
<context>
    <name>TasksFlow</name>
    <message numerus="yes">
        <source>%n row(s) of the service&apos;s list could not be read.</source>
        <translation>
            <numerusform>Не удалось прочитать %n строку списка сервиса.</numerusform>
            <numerusform>Не удалось прочитать %n строки списка сервиса.</numerusform>
            <numerusform>Не удалось прочитать %n строк списка сервиса.</numerusform>
        </translation>
    </message>
    <message>
        <source>Account...</source>
        <translation>Учётная запись…</translation>
    </message>
    <message>
        <source>Tried again at {time}. {problem}</source>
        <translation>Ещё одна попытка в {time}. {problem}</translation>
    </message>
    <message>
        <source>Try anyway</source>
        <translation>Всё равно попробовать</translation>
    </message>
    <message>
        <source>Updating has stopped</source>
        <translation>Обновление остановлено</translation>
    </message>
    <message>
        <source>The service has blocked this address</source>
        <translation>Сервис заблокировал этот адрес</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>Слишком много запросов</translation>
    </message>
</context>
</TS>
