import { Suspense, useEffect, useMemo, useState } from 'react';
import { useClient, useClientState, useReplica, useRoom } from '../../state/client-context.tsx';
import { useHostInfo } from '../../state/host-info.ts';
import { browserStorage } from '../../state/browser-client.ts';
import { goTo, useRoute } from '../../state/route.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import './chat.css';
import type { OpenDialog, Pane } from './chat-types.ts';
import {
  BrowseRoomsDialog,
  CreateRoomDialog,
  fetchAhead,
  SettingsDialog,
  ShortcutSheet,
} from './on-demand.ts';
import { OpenRoom } from './OpenRoom.tsx';
import { RoomList } from './RoomList.tsx';
import { QuickSwitcher } from './QuickSwitcher.tsx';
import { rememberRoom } from './recent-rooms.ts';
import { orderedRooms, pillCount, roomTitle } from './room-words.ts';
import { usePresence } from './use-presence.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The room that was open last is open again after a reload. */
const lastRoomKey = 'hearth.lastRoom';

/** Rooms, conversation, people. */
export function ChatScreen() {
  const client = useClient();
  const replica = useReplica((state) => state);
  const clientState = useClientState();
  const route = useRoute();
  const settings = useSettings();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [pane, setPane] = useState<Pane>('conversation');
  const rooms = useMemo(() => orderedRooms(replica), [replica]);
  const last = rooms.find((room) => room.room.roomId === browserStorage.load(lastRoomKey));
  const wantedId = route.kind === 'room' ? route.roomId : (last ?? rooms[0])?.room.roomId;
  const room = useRoom(wantedId);

  useEffect(() => {
    if (route.kind === 'room') browserStorage.save(lastRoomKey, route.roomId);
  }, [route]);
  useEffect(fetchAhead, []);
  useEffect(() => {
    if (wantedId !== undefined) rememberRoom(wantedId);
  }, [wantedId]);
  usePresence();
  const info = useHostInfo(replica.account?.accountId);
  const hostName = typeof info === 'object' ? info.hostName : 'Hearth';
  useTitle(rooms, { room: room && roomTitle(room, replica), hostName });
  useShortcuts({ rooms, current: wantedId, openDialog: setDialog });

  // Direct rooms are called by the other person, so their members must be known.
  useEffect(() => {
    if (clientState.kind !== 'live') return;
    for (const { room: info, members } of rooms) {
      const isNameless = info.kind === 'direct' || info.name === undefined;
      if (isNameless && members === undefined) void client.loadMembers(info.roomId).catch(() => undefined);
    }
  }, [client, clientState.kind, rooms]);

  const showsPeople = settings.showMembers && room !== undefined;
  const layout = `app ${showsPeople ? '' : 'two'} pane-${pane}`;
  return (
    <div className={layout}>
      <RoomList
        hostName={hostName}
        rooms={rooms}
        current={wantedId}
        onOpen={(roomId) => {
          goTo({ kind: 'room', roomId, seq: undefined });
          setPane('conversation');
        }}
        openDialog={setDialog}
      />
      {room ? (
        <OpenRoom
          key={room.room.roomId}
          room={room}
          jumpTo={route.kind === 'room' ? route.seq : undefined}
          showsPeople={settings.showMembers || pane === 'people'}
          onRooms={() => setPane('rooms')}
          onClosePeople={() => setPane('conversation')}
          onTogglePeople={() => {
            if (matchMedia('(max-width: 1099px)').matches)
              setPane(pane === 'people' ? 'conversation' : 'people');
            else changeSettings({ showMembers: !settings.showMembers });
          }}
        />
      ) : (
        <main className="sheet">
          <EmptyState title="No room is open" text="Choose one from the list, or look for more.">
            <div className="acts">
              <button type="button" className="btn primary" onClick={() => setDialog('browse')}>
                Browse rooms
              </button>
              <button type="button" className="btn" onClick={() => setPane('rooms')}>
                Your rooms
              </button>
            </div>
          </EmptyState>
        </main>
      )}
      <Suspense fallback={null}>
        {(dialog === 'switcher' || dialog === 'people') && (
          <QuickSwitcher
            start={dialog === 'people' ? '@' : ''}
            current={wantedId}
            openDialog={setDialog}
            onClose={() => setDialog(undefined)}
          />
        )}
        {dialog === 'create' && <CreateRoomDialog onClose={() => setDialog(undefined)} />}
        {dialog === 'browse' && <BrowseRoomsDialog onClose={() => setDialog(undefined)} />}
        {dialog === 'settings' && <SettingsDialog onClose={() => setDialog(undefined)} />}
        {dialog === 'shortcuts' && <ShortcutSheet onClose={() => setDialog(undefined)} />}
      </Suspense>
    </div>
  );
}

/** `(3) general — Cellar LAN`: mentions as a number, other unread as a dot. */
function useTitle(
  rooms: ReturnType<typeof orderedRooms>,
  open: { room: string | undefined; hostName: string },
): void {
  const { room: current, hostName } = open;
  const mentions = rooms.reduce((sum, room) => sum + pillCount(room), 0);
  const unread = rooms.some((room) => room.unread > 0);
  useEffect(() => {
    const mark = mentions > 0 ? `(${mentions}) ` : unread ? '• ' : '';
    document.title = `${mark}${current === undefined ? '' : `${current} — `}${hostName}`;
  }, [mentions, unread, current, hostName]);
}
