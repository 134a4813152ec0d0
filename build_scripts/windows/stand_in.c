/* Stands for smsc-tasks.exe where the setup program is tried: a window titled "SMSC Tasks" that ends when it is asked to.

   With arguments it opens no window. What happens goes, a line each, into stand_in.log in the folder STAND_IN_LOG, or beside the program.
   STAND_IN_STUBBORN: does not end when asked. STAND_IN_FAILS: ends with exit code 1 after taking down its arguments. */

#include <stdio.h>
#include <windows.h>

static void note(const wchar_t *text)
{
    wchar_t path[2 * MAX_PATH];
    FILE *file;

    if (!GetEnvironmentVariableW(L"STAND_IN_LOG", path, MAX_PATH)) {
        GetModuleFileNameW(NULL, path, MAX_PATH);
        *wcsrchr(path, L'\\') = 0;
    }
    wcscat(path, L"\\stand_in.log");
    file = _wfopen(path, L"a");
    if (file) {
        fwprintf(file, L"%ls\n", text);
        fclose(file);
    }
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM first, LPARAM second)
{
    if (message == WM_CLOSE) {
        note(L"asked to close");
        if (!GetEnvironmentVariableW(L"STAND_IN_STUBBORN", NULL, 0))
            PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcW(window, message, first, second);
}

int WINAPI wWinMain(HINSTANCE program, HINSTANCE none, wchar_t *arguments, int show)
{
    WNDCLASSW look = {.lpfnWndProc = on_message, .hInstance = program, .lpszClassName = L"StandIn"};
    MSG message;

    (void)none, (void)show;
    if (*arguments) {
        note(arguments);
        return GetEnvironmentVariableW(L"STAND_IN_FAILS", NULL, 0) != 0;
    }
    RegisterClassW(&look);
    CreateWindowW(L"StandIn", L"SMSC Tasks", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 40, 40, 300, 200, NULL, NULL, program, NULL);
    note(L"opened");
    while (GetMessageW(&message, NULL, 0, 0) > 0)
        DispatchMessageW(&message);
    note(L"ended");
    return 0;
}
